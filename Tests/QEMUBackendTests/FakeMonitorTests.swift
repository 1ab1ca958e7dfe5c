import Hypervisor
import LinuxIO
import QEMUBackend
import Testing

@Suite(.enabled(if: ChildProcess.find("qemu-system-x86_64") != nil && ChildProcess.find("bwrap") != nil))
struct FakeMonitorTests {
    private func backend(answerSeconds: Int = 10) throws -> QEMUBackend {
        try QEMUBackend(
            instanceName: "fake", programs: "/nowhere", accelerator: .tcg, answerSeconds: answerSeconds)
    }

    @Test func `an adopted machine is asked for its state, and obeys`() async throws {
        let monitor = try FakeMonitor { FakeMonitor.obedient($0, status: "paused") }
        let machine = try await backend().adopt(monitor.record)
        #expect(try await machine.state() == .paused)
        try await machine.resume()
        try await machine.pause()
        try await machine.pressPowerButton()
        #expect(
            monitor.lines
                == [
                    "qmp_capabilities\",\"id\":0}", "query-status\",\"id\":1}", "query-status\",\"id\":2}",
                    "cont\",\"id\":3}",
                    "stop\",\"id\":4}", "system_powerdown\",\"id\":5}",
                ].map { "{\"execute\":\"\($0)" })
        await machine.kill()
    }

    @Test func `events become what they mean, and the end comes last`() async throws {
        let events = [
            "{\"event\": \"RESUME\"}", "{\"event\": \"RTC_CHANGE\", \"data\": {\"offset\": 1}}",
            "{\"event\": \"SUSPEND\"}",
            "{\"event\": \"WAKEUP\"}", "{\"event\": \"GUEST_PANICKED\", \"data\": {\"action\": \"poweroff\"}}",
            "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-panic\"}}",
            "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}",
        ].map { "\($0)\r\n" }.joined()
        let monitor = try FakeMonitor {
            FakeMonitor.obedient($0) + ($0.contains("system_powerdown") ? events : "")
        }
        let machine = try await backend().adopt(monitor.record)
        try await machine.pressPowerButton()
        // The answer to a later command comes behind the events.
        _ = try await machine.state()
        await machine.kill()
        var seen: [InstanceEvent] = []
        for await event in machine.events { seen.append(event) }
        #expect(
            seen == [
                .state(.running), .state(.suspended), .state(.running), .panicked, .state(.stopped), .state(.stopped),
                .poweredOff, .ended(lastWords: ""),
            ])
    }

    @Test func `a refusal carries QEMU's reason`() async throws {
        let monitor = try FakeMonitor { line in
            guard line.contains("cont") else { return FakeMonitor.obedient(line) }
            return "{\"error\": {\"class\": \"GenericError\", \"desc\": \"not now\"}, \"id\": 2}\r\n"
        }
        let machine = try await backend().adopt(monitor.record)
        await #expect(throws: HypervisorError.refused(command: "cont", reason: "not now")) {
            try await machine.resume()
        }
        await machine.kill()
    }

    @Test func `silence is an error after the time limit`() async throws {
        let silent = try FakeMonitor { line in line.contains("stop") ? "" : FakeMonitor.obedient(line) }
        let machine = try await backend(answerSeconds: 1).adopt(silent.record)
        await #expect(throws: HypervisorError.noAnswer(to: "stop")) { try await machine.pause() }
        #expect(try await machine.state() == .created)
        await machine.kill()

        let mute = try FakeMonitor(greeting: "") { _ in "" }
        await #expect(throws: HypervisorError.noAnswer(to: "query-status")) {
            try await backend(answerSeconds: 1).adopt(mute.record)
        }
    }

    @Test func `a connection that ends is an error for who waits and who comes later`() async throws {
        let monitor = try FakeMonitor { line in line.contains("stop") ? nil : FakeMonitor.obedient(line) }
        let machine = try await backend().adopt(monitor.record)
        await #expect(throws: HypervisorError.gone) { try await machine.pause() }
        await #expect(throws: HypervisorError.gone) { try await machine.resume() }
        await machine.kill()
    }

    @Test func `a line that means nothing is in the log`() async throws {
        let monitor = try FakeMonitor { line in
            (line.contains("stop") ? "rubbish\r\n" : "") + FakeMonitor.obedient(line)
        }
        let machine = try await backend().adopt(monitor.record)
        try await machine.pause()
        #expect(machine.processLog().contains("a line of 7 bytes that is no QMP message: rubbish"))
        await machine.kill()
    }

    @Test func `a process that ended, or took the number of another, is gone`() async throws {
        let monitor = try FakeMonitor { FakeMonitor.obedient($0) }
        let record = monitor.record
        let other = InstanceRecord(
            name: record.name, processID: record.processID, processStartTicks: record.processStartTicks &+ 1,
            monitorID: record.monitorID, userID: 1, controlSocket: record.controlSocket,
            channelSocket: record.channelSocket, consoleSocket: record.consoleSocket, controlGroups: [])
        await #expect(throws: HypervisorError.gone) { try await backend().adopt(other) }
        let handle = try ProcessHandle(record.processID)
        handle.send(.kill)
        _ = try ChildProcess.wait(record.processID)
        await #expect(throws: HypervisorError.gone) { try await backend().adopt(record) }
    }
}
