import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

@Suite(.enabled(if: RealHost.isAble, "needs root, QEMU and bubblewrap"), .serialized)
struct RealMachineTests {
    @Test func `a machine is made, runs, pauses and is killed, and nothing is left of it`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(try host.specification())
        #expect(try await machine.state() == .created)
        try await machine.resume()
        #expect(try await machine.state() == .running)
        try await machine.pause()
        #expect(try await machine.state() == .paused)
        #expect((machine.memoryUse()?.proportionalMiB ?? 0) > 0)
        await machine.kill()
        var events: [InstanceEvent] = []
        for await event in machine.events { events.append(event) }
        #expect(events == [.state(.running), .state(.paused), .ended(lastWords: machine.processLog())])
        #expect(!FileSystem.exists("/proc/\(machine.record.processID)"))
        #expect(!FileSystem.exists("/proc/\(machine.record.monitorID)"))
        #expect(try host.remains() == [])
        await #expect(throws: HypervisorError.gone) { try await machine.state() }
    }

    @Test func `the process is nobody, can gain nothing, is filtered, alone and limited`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(try host.specification())
        let process = machine.record.processID
        let status = try FileSystem.readText("/proc/\(process)/status")
        for line in [
            "Uid:\t\(host.userID)\t\(host.userID)\t\(host.userID)\t\(host.userID)", "NoNewPrivs:\t1", "Seccomp:\t2",
            "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000", "CapBnd:\t0000000000000000", "Groups:\t \n",
        ] {
            #expect(status.contains(line), "\(line) in \(status)")
        }
        for namespace in ["mnt", "pid", "ipc", "net", "uts"] {
            #expect(
                FileSystem.linkTarget("/proc/\(process)/ns/\(namespace)")
                    != FileSystem.linkTarget("/proc/self/ns/\(namespace)"), "\(namespace)")
        }
        let root = try FileSystem.list("/proc/\(process)/root")
        #expect(Set(root).isSubset(of: ["dev", "etc", "lib", "lib64", "proc", "usr"]))
        #expect(try FileSystem.list("/proc/\(process)/root/etc") == ["ld.so.cache"])
        let limits = try FileSystem.readText("/proc/\(process)/limits")
        #expect(limits.contains(/Max core file size +0 +0/))
        #expect(limits.contains(/Max open files +256 +256/))
        if host.backend.capabilities.contains(.resourceLimits) {
            #expect(!machine.record.controlGroups.isEmpty)
            for group in machine.record.controlGroups {
                #expect(ControlGroups.processes(in: [group]).contains(process), "\(group)")
            }
        }
        await machine.kill()
        #expect(try host.remains() == [])
    }

    @Test func `another backend adopts a machine, and cleaning up twice does no harm`() async throws {
        let host = try RealHost()
        let record = try await makeAndForget(host)
        let machine = try await RealHost.backend(host.instanceName).adopt(record)
        #expect(machine.record == record)
        #expect(try await machine.state() == .running)
        try await machine.pause()
        #expect(try await machine.state() == .paused)
        await machine.kill()
        await host.backend.clean(record)
        await host.backend.clean(record)
        #expect(try host.remains() == [])
        await #expect(throws: HypervisorError.gone) { try await host.backend.adopt(record) }
    }

    @Test func `cleaning up ends a machine that nobody watches`() async throws {
        let host = try RealHost()
        let record = try await makeAndForget(host)
        await host.backend.clean(record)
        #expect(!FileSystem.exists("/proc/\(record.processID)"))
        #expect(!FileSystem.exists("/proc/\(record.monitorID)"))
        #expect(try host.remains() == [])
    }

    @Test func `a killed process is an end with what it wrote`() async throws {
        let host = try RealHost()
        let machine = try await host.backend.create(try host.specification())
        try ProcessHandle(machine.record.processID).send(.kill)
        var last: InstanceEvent?
        for await event in machine.events { last = event }
        #expect(last == .ended(lastWords: ""))
        #expect(try host.remains() == [])
    }

    @Test func `of two starts at once one wins, and the loser takes nothing down`() async throws {
        let host = try RealHost()
        let specification = try host.specification()
        let backends = [host.backend, try RealHost.backend(host.instanceName)]
        let machine = try await host.backend.create(specification)
        for backend in backends {
            let error = await #expect(throws: HypervisorError.self) { try await backend.create(specification) }
            #expect(error?.description == "\(host.directory)/control.sock is in use")
            #expect(error?.advice.isEmpty == false)
        }
        #expect(try await machine.state() == .created)
        await machine.kill()
        let again = try await host.backend.create(specification)
        await again.kill()
        #expect(try host.remains() == [])
    }

    @Test func `the sockets of a machine that is gone do not stop the next one`() async throws {
        let host = try RealHost()
        for name in ["control", "channel", "console"] {
            _ = try UnixSocket.listen(at: "\(host.directory)/\(name).sock", .stream)
        }
        let machine = try await host.backend.create(try host.specification())
        await machine.kill()
        #expect(try host.remains() == [])
    }

    @Test(arguments: [
        ("kernel", [] as [UInt8]?, "the kernel DIR/kernel is damaged: it is empty"),
        ("kernel", nil, "the kernel DIR/kernel is missing"),
        ("kernel", [1, 2, 3], "the kernel DIR/kernel is damaged: it is no kernel"),
        ("initramfs", nil, "the initramfs DIR/initramfs is missing"),
        ("root", nil, "the root volume DIR/root is missing"),
        ("root", [1, 2, 3], "the root volume DIR/root is damaged: it has 3 bytes"),
        ("private", nil, "the private volume DIR/private is missing"),
        ("private", [], "the private volume DIR/private is damaged: it is empty"),
        (
            "private", Array(repeating: 0, count: 8_192),
            "the private volume DIR/private is damaged: it has no LUKS header"
        ),
        ("key", nil, "the key DIR/key is missing"),
        ("key", [0xFF, 0xFE], "the key DIR/key is damaged: it is not text of at most 1024 bytes"),
    ])
    func `a file that is missing or damaged is one clear error, and nothing is left`(
        file: String, bytes: [UInt8]?, text: String
    ) async throws {
        let host = try RealHost()
        let header: [UInt8] = Array("LUKS".utf8) + [0xBA, 0xBE, 0, 1]
        try FileSystem.writeAtomically("\(host.directory)/root", Array(repeating: 1, count: 4_096))
        try FileSystem.writeAtomically("\(host.directory)/private", header + Array(repeating: 0, count: 8_184))
        try FileSystem.writeAtomically("\(host.directory)/key", Array("secret".utf8))
        if let bytes {
            try FileSystem.writeAtomically("\(host.directory)/\(file)", bytes)
        } else {
            try FileSystem.remove("\(host.directory)/\(file)")
        }
        let specification = try host.specification(disks: [
            DiskSpecification(serial: "root", path: "\(host.directory)/root", isReadOnly: true),
            DiskSpecification(
                serial: "private", path: "\(host.directory)/private", isReadOnly: false,
                encryption: .luks(keyPath: "\(host.directory)/key")),
        ])
        let error = await #expect(throws: HypervisorError.self) { try await host.backend.create(specification) }
        #expect(error?.description == text.replacing("DIR", with: host.directory))
        #expect(error?.advice.isEmpty == false)
        #expect(try host.remains() == [])
    }

    @Test func `when QEMU says no its words are in the error, and nothing is left`() async throws {
        let host = try RealHost()
        // A header with the right magic and nothing behind it.
        let header: [UInt8] = Array("LUKS".utf8) + [0xBA, 0xBE, 0, 1]
        try FileSystem.writeAtomically("\(host.directory)/private", header + Array(repeating: 0, count: 8_184))
        try FileSystem.writeAtomically("\(host.directory)/key", Array("secret".utf8))
        let before = ProcessHandle.children(of: CurrentProcess.identifier)
        let specification = try host.specification(disks: [
            DiskSpecification(
                serial: "private", path: "\(host.directory)/private", isReadOnly: false,
                encryption: .luks(keyPath: "\(host.directory)/key"))
        ])
        let error = await #expect(throws: HypervisorError.self) { try await host.backend.create(specification) }
        guard case .unusable(let what, let advice) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        // QEMU's own words, and the file that it does not name.
        #expect(what.contains("qemu-system-x86_64"))
        #expect(what.contains("\(host.directory)/private"))
        #expect(!advice.isEmpty)
        #expect(try host.remains() == [])
        #expect(ProcessHandle.children(of: CurrentProcess.identifier).count <= before.count)
    }

    /// Makes a machine that runs, and lets go of it as a manager does that is killed.
    private func makeAndForget(_ host: RealHost) async throws -> InstanceRecord {
        let machine = try await host.backend.create(try host.specification())
        try await machine.resume()
        return machine.record
    }
}
