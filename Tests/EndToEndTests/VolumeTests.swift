import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    @Suite(
        SharedHost(machines: [
            Definition("work"), Definition("plain", encryption: "none"), Definition("broken"),
            Definition("hollow", encryption: "none"),
            Definition("wrecked", encryption: "none"),
        ]), .timeLimit(.minutes(10)))
    struct Volumes {
        let host: Host

        init() throws { host = try SharedHost.host }

        @Test func `what is in /home and /usr/local stays, all else is fresh after a restart`() async throws {
            try await host.does("start", "work")
            _ = try await host.shell("work", "echo kept > /home/user/file; mkdir ~/folder; echo a > ~/folder/b")
            _ = try await host.shell(
                "work", "echo kept > /usr/local/file; echo lost > /etc/file; echo lost > /root/file; echo x > /rw/file",
                user: "root")
            let key = try FileSystem.read(host.state + "/vms/work/private.key")
            try await host.does("restart", "work")
            #expect(
                try await host.shell(
                    "work", "cat ~/file ~/folder/b /usr/local/file /rw/file; ls -A /etc/file /root/file 2>&1 | wc -l",
                    user: nil)
                    == "kept\na\nkept\nx\n2")
            #expect(try await host.shell("work", "stat -c %U ~/file; grep -c ' /rw ext4 ' /proc/mounts") == "user\n1")
            #expect(try FileSystem.read(host.state + "/vms/work/private.key") == key)
            // Also after an end without warning.
            _ = try await host.shell("work", "echo later > ~/later; sync")
            try await host.does("kill", "work")
            #expect(try await host.machine("work").state == .halted)
            try await host.does("start", "work")
            #expect(try await host.shell("work", "cat ~/later ~/file") == "later\nkept")
            try await host.does("shutdown", "--wait", "work")
            #expect(try await host.machine("work").state == .halted)
            #expect(host.traces(below: "work").isEmpty, "\(host.traces(below: "work"))")
        }

        @Test func `the file on the host shows nothing of what an encrypted VM wrote, and all of a plain one`()
            async throws
        {
            let words = "the quick brown fox jumps over the lazy dog 8c1f"
            for name in ["work", "plain"] {
                try await host.does("start", name)
                _ = try await host.shell(name, "for n in $(seq 200); do echo \(words); done > ~/words; sync")
                try await host.does("shutdown", "--wait", name)
            }
            func holds(_ name: String, _ text: String) async throws -> Bool {
                let grep = try await RunningProgram.run("/bin/grep", ["-c", "-a", "-F", text, host.volume(of: name)])
                return grep.status == 0
            }
            #expect(try await holds("plain", words))
            #expect(try await !holds("work", words))
            #expect(try FileSystem.read(host.volume(of: "work"), limit: 1 << 30).starts(with: Array("LUKS".utf8)))
            let key = try await RunningProgram.run(
                "/usr/bin/stat", ["-c", "%u %a", host.state + "/vms/work/private.key"])
            #expect(key.output.hasPrefix("0 "))
            #expect(key.output == "0 600\n")
        }

        /// Ways in which a volume can be unusable; each is done by a line of shell with the volume as `$1`.
        static let damages: [(what: String, line: String)] = [
            ("a damaged header", "dd if=/dev/urandom of=$1 bs=4096 count=4 conv=notrunc"),
            ("a file cut short", "truncate -s 1M $1"),
            ("an empty file", "truncate -s 0 $1"),
            (
                "the wrong key",
                "tr 0123456789abcdef 123456789abcdef0 < ${1%.img}.key > $2.key && cat $2.key > ${1%.img}.key"
            ),
            ("no key", "rm ${1%.img}.key"),
        ]

        @Test(arguments: damages)
        func `an unusable volume is an error that names it, and is left as it is`(what: String, line: String)
            async throws
        {
            let volume = host.volume(of: "broken")
            let folder = FileSystem.parent(of: volume)
            let safe = host.directory + "/safe"
            if !FileSystem.exists(folder + "/volume.json") {
                try await host.does("start", "broken")
                try await host.does("shutdown", "--wait", "broken")
            }
            func shell(_ line: String) async throws -> ProgramResult {
                try await RunningProgram.run("/bin/sh", ["-euc", line, "sh", volume, safe])
            }
            #expect(try await shell("cp -a ${1%/*} $2").status == 0)
            #expect(try await shell(line).status == 0)
            let before = try await shell("cksum < $1").output
            let start = try await host.bulkhead("start", "broken")
            #expect(start.status == 1, "started with \(what)")
            #expect(start.errors.contains(what == "no key" ? folder : volume), "\(what): \(start.errors)")
            #expect(try await shell("cksum < $1").output == before)
            #expect(try await host.machine("broken").state != .running)
            try await eventually("no process of it is left") {
                let user = try await host.machine("broken").userID
                return !host.processes().contains { $0.userID == user }
            }
            #expect(host.traces(below: "broken").isEmpty, "\(host.traces(below: "broken"))")
            #expect(try await shell("rm -r ${1%/*}; mv $2 ${1%/*}").status == 0)
            // And it is only the file that was wrong: nothing else has to be mended.
            try await host.does("start", "broken")
            try await host.does("kill", "broken")
        }

        @Test func `a volume that is gone is an error, and not made anew`() async throws {
            let volume = host.volume(of: "hollow")
            try await host.does("start", "hollow")
            try await host.does("shutdown", "--wait", "hollow")
            try FileSystem.rename(volume, to: volume + ".away")
            let start = try await host.bulkhead("start", "hollow")
            #expect(start.status == 1)
            #expect(start.errors.contains(volume), "\(start.errors)")
            #expect(!FileSystem.exists(volume))
            try FileSystem.rename(volume + ".away", to: volume)
        }

        @Test func `a volume whose file system is destroyed is not formatted again`() async throws {
            let volume = host.volume(of: "wrecked")
            try await host.does("start", "wrecked")
            try await host.does("shutdown", "--wait", "wrecked")
            let file = try FileSystem.open(volume, .readWrite)
            try file.writeAll([UInt8](repeating: 0xA5, count: 1 << 20))
            let start = try await host.bulkhead("start", "wrecked")
            #expect(start.status == 1)
            #expect(start.errors.contains("volume"), "\(start.errors)")
            let bytes = try FileSystem.read(volume, limit: 1 << 30)
            #expect(bytes.prefix(1 << 20).allSatisfy { $0 == 0xA5 })
            #expect(host.traces(below: "wrecked").isEmpty, "\(host.traces(below: "wrecked"))")
        }
    }
}
