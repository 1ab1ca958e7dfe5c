import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// VMs behind a firewall VM behind a VM that holds the way out, and an internet of the test's own.
    @Suite(.timeLimit(.minutes(10)))
    struct Networks {
        private static let policy = """
            bulkhead.Network * firewall uplink allow
            bulkhead.Network * @tag:online firewall allow
            * * @anyvm @anyvm deny
            """

        private static func machines(_ internet: Internet) -> [Definition] {
            [
                Definition(
                    "uplink", class: "ServiceVM", keys: "provides_network = true",
                    uplink: """
                        namespace = "\(internet.path)"
                        address = "192.0.2.2/24"
                        gateway = "\(Internet.gateway)"
                        resolvers = ["\(Internet.gateway)"]
                        """),
                Definition("firewall", class: "ServiceVM", keys: "provides_network = true\nnetvm = \"uplink\""),
                Definition("personal", keys: "netvm = \"firewall\"\ntags = [\"online\"]"),
                Definition("work", keys: "netvm = \"firewall\"\ntags = [\"online\"]"),
                Definition("quiet", keys: "netvm = \"firewall\""),
                Definition("vault"),
            ]
        }

        /// Asks for the page of a server that tells who asked it.
        private func page(_ host: Host, _ machine: String, _ server: String = Internet.server) async throws -> String {
            let result = try await host.result(
                machine, "timeout 4 bash -c 'exec 3<>/dev/tcp/\(server)/80 && cat <&3'", user: "user")
            return result.output.split(separator: "\n").first.map(String.init) ?? ""
        }

        @Test func `a VM reaches the internet through its netvms, and nothing else reaches anything`() async throws {
            let internet = try await Internet()
            try await Host.with(Self.machines(internet), policy: Self.policy) { host in
                try await host.does("start", "personal", "work", "quiet", "vault")
                try await internet.connect()
                try await reachesTheInternet(host)
                try await staysApart(host)
                try await survives(host, internet)
                try await isCutByPolicy(host)
            }
            await internet.end()
        }

        private func reachesTheInternet(_ host: Host) async throws {
            // Seen from outside it is the way out that asks.
            #expect(try await page(host, "personal") == "you are 192.0.2.2")
            #expect(try await page(host, "personal", "example.test") == "you are 192.0.2.2")
            #expect(try await page(host, "work") == "you are 192.0.2.2")
            #expect(host.managerLog.contains("link personal -> firewall open"))
            let addresses = try await host.shell(
                "personal", "ip -o address show dev eth0 scope global | wc -l; ip -o link | wc -l")
            #expect(addresses == "2\n2")
            // No link-local address that the host would have to know of.
            #expect(try await host.shell("personal", "ip -o address show dev eth0 scope link | wc -l") == "0")
            let records = try await host.audit("--event", "link", "--vm", "personal", "--json")
            #expect(records.contains("\"state\": \"open\""), "\(records)")
        }

        private func staysApart(_ host: Host) async throws {
            // Without a netvm there is no interface; without a rule for it, one that leads nowhere.
            #expect(try await host.shell("vault", "ls /sys/class/net") == "lo")
            #expect(try await page(host, "quiet") == "")
            #expect(host.managerLog.contains("link quiet -> firewall refused (denied by"))
            // Two clients of one netvm do not meet, not even by its address.
            let work = try await host.shell(
                "work", "ip -o -4 address show dev eth0 | awk '{sub(\"/.*\", \"\", $4); print $4}'")
            #expect(work.hasPrefix("10.137."))
            #expect(try await host.result("personal", "ping -c1 -W1 \(work)").status != 0)
            // A client that changes its address, or routes around its netvm's checks, is not heard.
            let odd = try await host.result(
                "personal",
                "ip address add 10.137.77.77/32 dev eth0 && ping -c1 -W1 -I 10.137.77.77 \(Internet.server); "
                    + "ip address delete 10.137.77.77/32 dev eth0",
                user: "root")
            #expect(!odd.output.contains("1 received"), "\(odd.output)")
            let changed = try await host.result(
                "personal",
                "own=$(cat /sys/class/net/eth0/address); ip link set eth0 address 02:62:68:00:77:77 && ping -c1 -W1 \(Internet.server); "
                    + "ip link set eth0 address $own",
                user: "root")
            #expect(!changed.output.contains("1 received"), "\(changed.output)")
            // The address comes back, and with it the way.
            #expect(try await page(host, "personal") == "you are 192.0.2.2")
            #expect(try await page(host, "work") == "you are 192.0.2.2")
            let list = try await host.bulkhead("network").output.split(separator: "\n").map(String.init)
            let columns = list.map { $0.split(separator: " ").map(String.init) }
            let personal = try #require(columns.first { $0.first == "personal" }, "\(list)")
            #expect(personal.prefix(3) == ["personal", "firewall", "open"])
            #expect(
                list.contains { $0.contains("quiet") && $0.contains("refused") && $0.contains("denied by") }, "\(list)")
            // What was said with a false address was counted.
            let facts = try await host.bulkhead("network", "ls", "--json").output
            #expect(facts.contains("\"refused_packets\"") && facts.contains("\"sent_bytes\""), "\(facts)")
        }

        private func survives(_ host: Host, _ internet: Internet) async throws {
            // A connection that is there goes on while the manager is gone and another one comes.
            let echo = try host.beginShell(
                "work",
                "exec 3<>/dev/tcp/\(Internet.server)/7; for i in $(seq 40); do echo $i >&3; read -r x <&3 && echo $x; sleep 0.2; done"
            )
            try await eventually("it speaks") { echo.output.contains("3") }
            let manager = try #require(ProcessEntry(identifier: try await host.managerProcess()))
            manager.kill()
            try await eventually("the manager is gone") { ProcessEntry(identifier: manager.identifier) == nil }
            #expect(try await host.up("--no-autostart").status == 0)
            #expect(try await page(host, "work") == "you are 192.0.2.2")
            // A netvm that is killed and started again has its clients back, which know nothing of it.
            let firewall = try await host.process("qemu-system-x86", of: "firewall")
            firewall.kill()
            try await eventually("its end is seen") {
                host.managerLog.contains("link work -> firewall closed")
            }
            #expect(try await page(host, "work") == "")
            try await host.does("start", "firewall")
            try await eventually("the way is open again") { try await page(host, "work") == "you are 192.0.2.2" }
            let uplink = try await host.process("qemu-system-x86", of: "uplink")
            uplink.kill()
            _ = try await host.awaits(.crashed, of: "uplink")
            try await host.does("start", "uplink")
            try await internet.connect()
            try await eventually("the way out is open again") { try await page(host, "work") == "you are 192.0.2.2" }
        }

        private func isCutByPolicy(_ host: Host) async throws {
            try host.write(policy: Self.policy.replacing("@tag:online", with: "work"))
            try await host.does("reload")
            #expect(try await page(host, "personal") == "")
            #expect(try await page(host, "work") == "you are 192.0.2.2")
            // Who had an interface that led nowhere is let in without a start of its own.
            try host.write(policy: Self.policy.replacing("@tag:online", with: "@anyvm"))
            try await host.does("reload")
            try await eventually("quiet is let in") { try await page(host, "quiet") == "you are 192.0.2.2" }
        }
    }
}
