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

    static func specification(
        _ host: RealHost, _ name: String = "sample", isTemplate: Bool = false, memoryMiB: Int = 256,
        stateLimitBytes: Int = 64 << 20
    ) throws -> MachineSpecification {
        let template = try #require(RealTemplate.directory)
        let whole = try RealTemplate.specification(host, template, disks: [.empty(serial: "private")])
        let directory = isTemplate ? host.directory : "\(host.directory)/\(name)"
        try FileSystem.makeDirectory(directory, mode: 0o700)
        return MachineSpecification(
            name: try MachineName(name), memoryMiB: memoryMiB, vcpus: 1, userID: host.userID,
            kernelPath: whole.kernelPath,
            initramfsPath: whole.initramfsPath, kernelArguments: whole.kernelArguments, disks: whole.disks,
            runDirectory: directory, isTemplate: isTemplate, largestDiskBytes: 1 << 30,
            stateLimitBytes: stateLimitBytes)
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

/// What goes wrong while a snapshot is made or used; `BULKHEAD_TEST_TEMPLATE` names the directory of the template.
@Suite(.enabled(if: RealHost.isAble && RealTemplate.directory != nil, "needs root, QEMU and a template"), .serialized)
struct CloneFaultTests {
    /// A template that runs; its guest has not come far.
    private static func template(_ host: RealHost) async throws -> any MachineInstance {
        let machine = try await host.backend.create(try CloneTests.specification(host, isTemplate: true))
        try await machine.resume()
        return machine
    }

    /// Expects an error of the backend, and nothing left of the machine.
    private static func expectFailure(
        _ host: RealHost, _ words: String, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
            Issue.record("it worked")
        } catch let error as HypervisorError {
            #expect("\(error)".contains(words), "\(error)")
        }
        #expect(try host.remains() == [])
        for name in try FileSystem.list(host.directory) where FileSystem.isDirectory("\(host.directory)/\(name)") {
            #expect(try FileSystem.list("\(host.directory)/\(name)") == [])
        }
    }

    @Test func `a QEMU that is killed while it is saved leaves no snapshot`() async throws {
        let host = try RealHost()
        let machine = try await Self.template(host)
        try ProcessHandle(machine.record.processID).send(.kill)
        try await Self.expectFailure(host, "gone") { _ = try await machine.freeze() }
    }

    @Test func `a machine that is no template is not frozen`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(try CloneTests.specification(host, "plain"))
        try await Self.expectFailure(host, "no template") { _ = try await machine.freeze() }
    }

    @Test func `a state that was cut short or altered starts nothing`() async throws {
        let host = try RealHost()
        let snapshot = try await Self.template(host).freeze()
        let sound = try #require(snapshot as? QEMUSnapshot)
        let damages: [@Sendable ([UInt8]) -> [UInt8]] = [
            { Array($0.prefix($0.count / 2)) }, { Array($0.prefix(3)) },
            { bytes in
                var bytes = bytes
                bytes[bytes.count / 3] ^= 0x40
                return bytes
            },
        ]
        for (index, damage) in damages.enumerated() {
            try await Self.expectFailure(host, "altered") {
                let broken = try sound.altered(isNoticed: true, damage)
                _ = try await host.backend.clone(broken, as: try CloneTests.specification(host, "noticed"))
            }
            // Where nobody compared it, QEMU has to find that something is missing.
            guard index < 2 else { continue }
            try await Self.expectFailure(host, "") {
                let broken = try sound.altered(isNoticed: false, damage)
                _ = try await host.backend.clone(broken, as: try CloneTests.specification(host, "unnoticed"))
            }
        }
        // The snapshot itself is as good as before.
        let machine = try await host.backend.clone(snapshot, as: try CloneTests.specification(host, "whole"))
        #expect(try await machine.state() == .paused)
        await machine.kill()
    }

    @Test func `a machine of another shape does not start from a snapshot`() async throws {
        let host = try RealHost()
        let snapshot = try await Self.template(host).freeze()
        let other = try CloneTests.specification(host, "other", memoryMiB: 192)
        try await Self.expectFailure(host, "another shape") {
            _ = try await host.backend.clone(snapshot, as: other)
        }
    }

    @Test func `a state for which there is no room leaves no snapshot`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(
            try CloneTests.specification(host, isTemplate: true, stateLimitBytes: 100 << 10))
        try await machine.resume()
        try await Self.expectFailure(host, "") { _ = try await machine.freeze() }
    }
}
