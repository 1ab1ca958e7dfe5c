import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

/// Boots the real template; `BULKHEAD_TEST_TEMPLATE` names its directory.
@Suite(.enabled(if: RealHost.isAble && RealTemplate.directory != nil, "needs root, QEMU and a template"), .serialized)
struct GuestBootTests {
    @Test func `the agent of a real guest speaks on its channel, and the guest switches itself off`() async throws {
        let host = try RealHost()
        let template = try #require(RealTemplate.directory)
        let keyPath = "\(host.directory)/key"
        try FileSystem.writeAtomically(keyPath, Array("0123456789abcdef0123456789abcdef".utf8))
        let volume = "\(host.directory)/private.img"
        let encryption = DiskSpecification.Encryption.luks(keyPath: keyPath)
        try await host.backend.createVolume(at: volume, sizeMiB: 256, encryption: encryption)
        let specification = try RealTemplate.specification(
            host, template,
            disks: [
                DiskSpecification(serial: "private", path: volume, isReadOnly: false, encryption: encryption)
            ])

        let start = Clock.monotonicNanoseconds()
        let machine = try await host.backend.create(specification)
        let created = Clock.monotonicNanoseconds()
        let console = try UnixSocket.connect(to: machine.record.consoleSocket, .stream)
        let channel = try UnixSocket.connect(to: machine.record.channelSocket, .stream)
        try await machine.resume()
        let hello = try RealTemplate.greet(channel, seconds: 30)
        let spoke = Clock.monotonicNanoseconds()
        try console.setNonblocking()
        let text = String(decoding: try console.read(limit: 65_536) ?? [], as: UTF8.self)
        #expect(!hello.isEmpty, "console: \(text), log: \(machine.processLog())")
        print("create \((created - start) / 1_000_000) ms, boot \((spoke - created) / 1_000_000) ms", hello.count)
        print("memory \(machine.memoryUse()?.proportionalMiB ?? 0) MiB")

        try RealTemplate.powerOff(channel)
        var events: [InstanceEvent] = []
        for await event in machine.events { events.append(event) }
        #expect(
            events == [.state(.running), .state(.stopped), .poweredOff, .ended(lastWords: machine.processLog())])
        #expect(try host.remains() == [])
    }

    @Test func `a panic of the guest's kernel is seen, and ends the machine`() async throws {
        let host = try RealHost()
        let template = try #require(RealTemplate.directory)
        let whole = try RealTemplate.specification(host, template, disks: [])
        // Without its root the agent gives up, and the kernel panics because its first process is gone.
        let machine = try await host.backend.create(
            MachineSpecification(
                name: whole.name, memoryMiB: 256, vcpus: 1, userID: whole.userID, kernelPath: whole.kernelPath,
                initramfsPath: whole.initramfsPath, kernelArguments: whole.kernelArguments,
                disks: [], runDirectory: whole.runDirectory))
        try await machine.resume()
        var events: [InstanceEvent] = []
        for await event in machine.events { events.append(event) }
        #expect(events.contains(.panicked), "\(events)")
        #expect(!events.contains(.poweredOff), "\(events)")
        #expect(events.last == .ended(lastWords: ""))
        #expect(try host.remains() == [])
    }
}
