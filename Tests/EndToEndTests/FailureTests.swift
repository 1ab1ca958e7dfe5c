import LinuxIO
import Machines
import ManagerClient
import TestSupport
import Testing

extension EndToEnd {
    /// What cannot work: one clear error, nothing left, and it works as soon as the reason is gone.
    @Suite(.timeLimit(.minutes(10)))
    struct Failures {
        /// A start that has to fail with words that tell why.
        private func expectFailure(of name: String, on host: Host, naming words: String...) async throws {
            let start = try await host.bulkhead("start", name)
            #expect(start.status == 1)
            #expect(start.errors.hasPrefix("bulkhead: cannot start \(name): "), "\(start.errors)")
            // What happened on one line, and advice on another.
            #expect(start.errors.split(separator: "\n").count <= 2, "\(start.errors)")
            for word in words { #expect(start.errors.contains(word), "no '\(word)' in: \(start.errors)") }
            let user = try await host.machine(name).userID
            try? await eventually("nothing of \(name) is left", withinSeconds: 10) {
                !host.processes().contains { $0.userID == user } && host.traces(below: name).isEmpty
            }
            #expect(host.processes().filter { $0.userID == user } == [])
            #expect(host.traces(below: name) == [])
            let state = try await host.machine(name).state
            #expect(state == .halted || state == .crashed)
        }

        private func command(_ line: String, _ arguments: String...) async throws {
            let result = try await RunningProgram.run("/bin/sh", ["-euc", line, "sh"] + arguments)
            try #require(result.status == 0, "\(line): \(result.errors)")
        }

        /// A copy of the template whose files may be changed.
        private func withImages(_ body: (_ images: String, _ template: String) async throws -> Void) async throws {
            let images = try FileSystem.makeTemporaryDirectory(in: "/var/tmp", prefix: "bulkhead-e2e-images-")
            defer { try? FileSystem.removeTree(images) }
            try FileSystem.changeMode(images, 0o755)
            try await command(
                "mkdir $2/debian-12; cp -aL --reflink=auto $1 $2/debian-12/copy; ln -s copy $2/debian-12/current",
                Requirements.template, images)
            try await body(images, images + "/debian-12/copy")
        }

        @Test func `a full disk`() async throws {
            try await Host.with([Definition("small")], starts: false) { host in
                try FileSystem.makeDirectory(host.state)
                try Mounts.mount("tmpfs", on: host.state, type: "tmpfs", data: "size=1m,mode=0711")
                defer { try? Mounts.unmount(host.state, detach: true) }
                #expect(try await host.up("--no-autostart").status == 0)
                try await expectFailure(of: "small", on: host, naming: "no room")
                #expect(!FileSystem.exists(host.volume(of: "small")))
                try Mounts.mount("tmpfs", on: host.state, type: "tmpfs", [.remount], data: "size=200m,mode=0711")
                try await host.does("start", "small")
                #expect(try await host.shell("small", "hostname") == "small")
                try await host.does("down")
            }
        }

        @Test func `a kernel that is missing`() async throws {
            try await withImages { images, template in
                try await Host.with([Definition("small")], images: images) { host in
                    try FileSystem.rename(template + "/vmlinux", to: template + "/away")
                    try FileSystem.rename(template + "/vmlinuz", to: template + "/away-too")
                    try await expectFailure(of: "small", on: host, naming: "vmlinu")
                    try FileSystem.rename(template + "/away", to: template + "/vmlinux")
                    try FileSystem.rename(template + "/away-too", to: template + "/vmlinuz")
                    try await host.does("start", "small")
                }
            }
        }

        /// Each with a word of the error: what the host sees is the image's fault; what only the guest sees, through
        /// dm-verity, ends its boot.
        static let damages: [(what: String, line: String, word: String)] = [
            ("cut short", "truncate -s 1M $1/root.img", "root.img"),
            ("without its end", "truncate -s -1M $1/root.img", "root.img"),
            ("changed", "dd if=/dev/urandom of=$1/root.img bs=4096 seek=0 count=64 conv=notrunc", "kernel panicked"),
            ("missing", "rm $1/root.img", "root.img"),
        ]

        @Test(arguments: damages)
        func `a root image that is damaged`(what: String, line: String, word: String) async throws {
            try await withImages { images, template in
                try await Host.with(
                    [Definition("small", start: "timeout_seconds = 30")], images: images
                ) { host in
                    try await command(line, template)
                    let before = try await RunningProgram.run("/bin/sh", ["-c", "cksum < $0", template + "/root.img"])
                    try await expectFailure(of: "small", on: host, naming: word)
                    let after = try await RunningProgram.run("/bin/sh", ["-c", "cksum < $0", template + "/root.img"])
                    #expect(before.output == after.output)
                }
            }
        }

        @Test func `a socket's place that another program has`() async throws {
            try await Host.with([Definition("small")]) { host in
                // A VM's folder is there when it has run once.
                let folder = host.run + "/vms/small"
                try FileSystem.makeDirectory(folder, mode: 0o700)
                let path = folder + "/control.sock"
                let taken = try UnixSocket.listen(at: path, .stream)
                let start = try await host.bulkhead("start", "small")
                #expect(start.status == 1)
                #expect(start.errors.contains(path), "\(start.errors)")
                let user = try await host.machine("small").userID
                #expect(host.processes().filter { $0.userID == user } == [])
                #expect(FileSystem.isSocket(path))
                _ = try UnixSocket.connect(to: path, .stream)
                _ = consume taken
                // Nobody listens there any more: what a crash leaves is in nobody's way.
                try await host.does("start", "small")
            }
        }

        @Test func `no folder of images`() async throws {
            try await Host.with([Definition("small")], images: "/var/tmp/no-such-images", starts: false) { host in
                let up = try await host.up("--no-autostart")
                if up.status == 0 {
                    try await expectFailure(of: "small", on: host, naming: "/var/tmp/no-such-images")
                } else {
                    #expect(up.errors.contains("/var/tmp/no-such-images"), "\(up.errors)")
                    #expect(host.processes() == [])
                }
            }
        }

        @Test func `a configuration with mistakes: all of them are told, and no manager runs`() async throws {
            try await Host.with([Definition("small"), Definition("other")], starts: false) { host in
                try host.define(Definition("small", keys: "netwm = \"sys-net\"\nvcpus = \"many\""))
                try host.define(Definition("other", keys: "netvm = \"smal\"\nautostart = 7"))
                let up = try await host.up("--no-autostart")
                #expect(up.status == 1)
                for word in [
                    "vms.d/small.toml:5:1", "netwm", "netvm", "vms.d/small.toml:6", "vcpus", "vms.d/other.toml:5",
                    "smal",
                    "small", "vms.d/other.toml:6", "autostart",
                ] {
                    #expect(up.errors.contains(word), "no '\(word)' in: \(up.errors)")
                }
                #expect(host.processes() == [])
                try host.define(Definition("small"))
                try host.define(Definition("other"))
                #expect(try await host.up("--no-autostart").status == 0)
            }
        }

        @Test func `a command line that is wrong`() async throws {
            for arguments in [["--config", "/no/such/folder"], ["--no-such-option"], []] {
                let result = try await RunningProgram.run(Requirements.programs + "/bulkheadd", arguments)
                // Without any it is the installed configuration, which may be there: then something else is missing.
                if !arguments.isEmpty || !FileSystem.exists("/etc/bulkhead") { #expect(result.status != 0) }
                #expect(!result.errors.isEmpty || result.status == 0)
            }
        }
    }
}
