import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

@Suite(.enabled(if: RealHost.isAble, "needs root, QEMU and bubblewrap"), .serialized)
struct VolumeTests {
    @Test func `a raw volume has its size, takes no room, and is root's alone`() async throws {
        let host = try RealHost()
        let path = "\(host.directory)/private.img"
        try await host.backend.createVolume(at: path, sizeMiB: 512, encryption: .none)
        #expect(FileSystem.sizeBytes(path) == 512 << 20)
        #expect((FileSystem.allocatedBytes(path) ?? 0) < 1 << 20)
        #expect(FileSystem.permissions(path)?.mode == 0o600)
    }

    @Test func `an encrypted volume opens with its key only, and leftovers of a killed attempt go`() async throws {
        let host = try RealHost()
        let path = "\(host.directory)/private.img"
        let key = "\(host.directory)/key"
        try FileSystem.writeAtomically(key, Array("correct".utf8))
        try FileSystem.writeAtomically("\(path).77.partial", [1])
        let encryption = DiskSpecification.Encryption.luks(keyPath: key)
        try await host.backend.createVolume(at: path, sizeMiB: 64, encryption: encryption)
        #expect(FileSystem.permissions(path)?.mode == 0o600)
        #expect(try FileSystem.list(host.directory).allSatisfy { !$0.hasSuffix(".partial") })

        let specification = try host.specification(disks: [
            DiskSpecification(serial: "private", path: path, isReadOnly: false, encryption: encryption)
        ])
        let machine = try await host.backend.create(specification)

        let second = "\(host.directory)/second"
        try FileSystem.makeDirectory(second, mode: 0o700)
        let other = try RealHost.backend("\(host.instanceName)-other")
        let rival = try host.specification("rival", disks: specification.disks, runDirectory: second)
        let error = await #expect(throws: HypervisorError.self) { try await other.create(rival) }
        #expect(error?.description == "a volume is in use by another machine: one of \(path)")
        await machine.kill()

        try FileSystem.writeAtomically(key, Array("wrong".utf8))
        let refusal = await #expect(throws: HypervisorError.self) { try await host.backend.create(specification) }
        #expect(refusal?.description.contains("Invalid password") == true)
        #expect(try host.remains() == [])
    }

    @Test func `a volume is never made over an existing file`() async throws {
        let host = try RealHost()
        let path = "\(host.directory)/private.img"
        try FileSystem.writeAtomically(path, [1, 2, 3])
        for encryption in [DiskSpecification.Encryption.none, .luks(keyPath: "/nowhere")] {
            let error = await #expect(throws: HypervisorError.self) {
                try await host.backend.createVolume(at: path, sizeMiB: 64, encryption: encryption)
            }
            #expect(error?.description == "\(path) exists already")
        }
        #expect(try FileSystem.read(path) == [1, 2, 3])
    }

    @Test func `without a key there is no volume, and nothing half-made`() async throws {
        let host = try RealHost()
        let before = try FileSystem.list(host.directory)
        let error = await #expect(throws: HypervisorError.self) {
            try await host.backend.createVolume(
                at: "\(host.directory)/private.img", sizeMiB: 64, encryption: .luks(keyPath: "\(host.directory)/key"))
        }
        #expect(error?.description == "the key \(host.directory)/key is missing")
        #expect(try FileSystem.list(host.directory) == before)
    }

    @Test func `a full disk is one clear error, and nothing is left`() async throws {
        let host = try RealHost()
        let disk = "\(host.directory)/disk"
        try FileSystem.makeDirectory(disk)
        try Mounts.mount("tmpfs", on: disk, type: "tmpfs", data: "size=1m")
        defer { try? Mounts.unmount(disk, detach: true) }
        let error = await #expect(throws: HypervisorError.self) {
            try await host.backend.createVolume(at: "\(disk)/private.img", sizeMiB: 64, encryption: .none)
        }
        #expect(error?.description == "there is no room for the volume \(disk)/private.img: 1 MiB are free there")
        #expect(error?.advice.isEmpty == false)
        #expect(try FileSystem.list(disk) == [])
    }

    @Test func `a file of fixed size takes no more than that`() throws {
        let file = try OwnedDescriptor.memoryFile(name: "output", sizeBytes: 4_096)
        try file.sealSize()
        try file.writeAll(Array(repeating: 1, count: 4_096))
        #expect(throws: SystemError.self) { try file.writeAll([1]) }
        #expect(try file.sizeBytes() == 4_096)
    }
}
