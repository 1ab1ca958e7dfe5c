import Hypervisor
import LinuxIO
import Machines
import QEMUBackend
import Testing

/// Clones of a real guest; `BULKHEAD_TEST_TEMPLATE` names the directory of its template.
@Suite(.enabled(if: RealHost.isAble && RealTemplate.directory != nil, "needs root, QEMU and a template"), .serialized)
struct CloneTests {
    /// Boots the template until its agent speaks, and keeps it.
    private static func freeze(_ host: RealHost) async throws -> any GoldenSnapshot {
        let machine = try await host.backend.create(try specification(host, isTemplate: true))
        let channel = try UnixSocket.connect(to: machine.record.channelSocket, .stream)
        try await machine.resume()
        #expect(try !RealTemplate.greet(channel, seconds: 60).isEmpty)
        return try await machine.freeze()
    }

    private static func specification(
        _ host: RealHost, _ name: String = "sample", isTemplate: Bool = false
    ) throws -> MachineSpecification {
        let template = try #require(RealTemplate.directory)
        let whole = try RealTemplate.specification(host, template, disks: [.empty(serial: "private")])
        let directory = isTemplate ? host.directory : "\(host.directory)/\(name)"
        try FileSystem.makeDirectory(directory, mode: 0o700)
        return MachineSpecification(
            name: try MachineName(name), memoryMiB: 256, vcpus: 1, userID: host.userID, kernelPath: whole.kernelPath,
            initramfsPath: whole.initramfsPath, kernelArguments: whole.kernelArguments, disks: whole.disks,
            runDirectory: directory, isTemplate: isTemplate)
    }

    @Test func `clones of one snapshot answer at once, each with a disk of its own`() async throws {
        let host = try RealHost()
        let snapshot = try await Self.freeze(host)
        #expect(try host.remains() == [])
        print("the snapshot holds \(snapshot.heldMiB) MiB")
        let keyPath = "\(host.directory)/key"
        try FileSystem.writeAtomically(keyPath, Array("0123456789abcdef0123456789abcdef".utf8))
        let volume = "\(host.directory)/private.img"
        try await host.backend.createVolume(at: volume, sizeMiB: 256, encryption: .luks(keyPath: keyPath))
        for round in 0..<5 {
            let began = Clock.monotonicNanoseconds()
            let specification = try Self.specification(host, "clone-\(round)")
            let machine = try await host.backend.clone(snapshot, as: specification)
            #expect(try await machine.state() == .paused)
            let restored = Clock.monotonicNanoseconds()
            try await machine.insert(
                DiskSpecification(
                    serial: "private", path: volume, isReadOnly: false, encryption: .luks(keyPath: keyPath)))
            let inserted = Clock.monotonicNanoseconds()
            let channel = try UnixSocket.connect(to: machine.record.channelSocket, .stream)
            try await machine.resume()
            let hello = try RealTemplate.greet(channel, seconds: 30)
            let spoke = Clock.monotonicNanoseconds()
            #expect(!hello.isEmpty, "log: \(machine.processLog())")
            let times = [restored - began, inserted - restored, spoke - inserted].map { $0 / 1_000_000 }
            print("restored, disk in, answer: \(times) ms, \(machine.memoryUse()!)")
            await machine.kill()
        }
    }
}
