import LinuxIO
import TestSupport
import Testing

extension EndToEnd {
    /// The audit log of a manager that runs.
    @Suite(.timeLimit(.minutes(5)))
    struct Audits {
        private func log(_ host: Host) -> String { host.state + "/audit" }

        private func lines(_ host: Host, _ arguments: String...) async throws -> [Substring] {
            let run = try await host.bulkhead(["audit"] + arguments + ["--folder", log(host)])
            #expect(run.errors == "")
            return run.output.split(separator: "\n")
        }

        @Test func `what happens to a VM and to the configuration is noted, and stays over kill -9`() async throws {
            try await Host.with([Definition("one")], starts: false) { host in
                #expect(try await host.up("--no-autostart").status == 0)
                try await host.does("start", "one")
                #expect(try await host.shell("one", "echo seen") == "seen")
                #expect(try await host.bulkhead("pause", "nowhere").status == 1)
                try await host.does("kill", "one")
                let requests = try await lines(host, "search", "--event", "host.request", "--vm", "one")
                #expect(requests.contains { $0.contains("command='echo seen'") && $0.contains("uid=0") }, "\(requests)")
                #expect(requests.contains { $0.contains("method=Kill") && $0.contains("outcome=done") }, "\(requests)")
                let states = try await lines(host, "search", "--event", "machine", "--vm", "one")
                #expect(states.count >= 3, "\(states)")
                #expect(states.first?.contains("to=Transient") == true && states.last?.contains("to=Halted") == true)

                // A manager that is killed in the middle of its work leaves a log that goes on.
                try #require(ProcessEntry(identifier: try await host.managerProcess())).kill()
                #expect(try await host.up("--no-autostart").status == 0)
                try FileSystem.writeAtomically(host.configuration + "/vms.d/bad.toml", Array("x\n".utf8))
                #expect(try await host.bulkhead("reload").status == 1)
                try FileSystem.remove(host.configuration + "/vms.d/bad.toml")
                try await host.does("reload")
                #expect(try await lines(host, "search", "--event", "manager.started").count == 2)
                #expect(try await lines(host, "search", "--event", "configuration.refused").count == 1)
                let verified = try await lines(host, "verify")
                #expect(verified.last?.hasSuffix(", as it was written") == true, "\(verified)")

                let head = try await lines(host, "head").first.map(String.init) ?? ""
                try await host.does("down")
                #expect(try await host.bulkhead("audit", "verify", "--head", head, "--folder", log(host)).status == 0)
                try await edit(host)
            }
        }

        /// One word of one record is changed: it is found, and where.
        private func edit(_ host: Host) async throws {
            let path = log(host) + "/audit-00000001.jsonl"
            let text = try FileSystem.readText(path, limit: 16 << 20)
            let number = try #require(text.split(separator: "\n").firstIndex { $0.contains("Transient") }) + 1
            let changed = text.replacingFirst("Transient", with: "Something") + "\n"
            try FileSystem.writeAtomically(path, Array(changed.utf8), mode: 0o600)
            let found = try await host.bulkhead("audit", "verify", "--folder", log(host))
            #expect(found.status == 1)
            #expect(found.output.hasPrefix("audit-00000001.jsonl:\(number): record \(number): "), "\(found.output)")
        }
    }
}

extension String {
    fileprivate func replacingFirst(_ word: String, with other: String) -> String {
        guard let range = self.firstRange(of: word) else { return self }
        return replacingCharacters(range, other)
    }

    private func replacingCharacters(_ range: Range<Index>, _ other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
