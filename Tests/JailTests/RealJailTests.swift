import Jail
import LinuxIO
import Testing

@Suite(
    .enabled(if: CurrentProcess.effectiveUserID == 0 && ChildProcess.find("bwrap") != nil, "needs root and bubblewrap"))
struct RealJailTests {
    /// Where the programs of this build are: beside the test program.
    private let programs: String = {
        let own = CurrentProcess.executablePath.map(FileSystem.parent(of:)) ?? "."
        let candidates = [own, "\(CurrentProcess.workingDirectory)/.build/debug", FileSystem.parent(of: own)]
        return candidates.first { FileSystem.isExecutable("\($0)/bulkhead-launch") } ?? "."
    }()

    /// Runs a shell script in a jail to its end.
    private func run(
        _ script: String, user: UInt32 = 345_678, limits: JailLimits = JailLimits(), kept: Bool = false
    ) throws -> (code: Int32, output: String) {
        var specification = JailSpecification(
            program: "/usr/bin/dash", arguments: ["-c", script], userID: user,
            visiblePaths: [
                "/usr/bin/dash", "/usr/bin/cat", "/usr/bin/ls", "/usr/bin/grep", "/usr/bin/touch", "/usr/lib",
                "/usr/lib64",
            ].filter(FileSystem.exists), links: [.init("/lib", to: "usr/lib"), .init("/lib64", to: "usr/lib64")],
            limits: limits)
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        var passing: [ChildProcess.Passing] = [.init(writing.number, as: 1), .init(writing.number, as: 2)]
        if kept {
            passing.append(.init(writing.number, as: 20))
            specification.keptDescriptors = [20]
        }
        let process = try Jail.spawn(specification, programs: programs, passing: passing)
        _ = consume writing
        let output = String(decoding: try reading.readAll(limit: 1 << 20), as: UTF8.self)
        return (try ChildProcess.wait(process.monitorID), output)
    }

    @Test func `a jailed program is nobody, can gain nothing, and is alone`() throws {
        let result = try run(
            "cat /proc/self/status; ls /proc | grep '^[0-9]'; echo net; cat /proc/net/dev; echo pid $$; ulimit -c")
        for line in [
            "Uid:\t345678\t345678\t345678\t345678", "Gid:\t345678\t345678\t345678\t345678", "NoNewPrivs:\t1",
            "CapEff:\t0000000000000000", "CapPrm:\t0000000000000000", "CapBnd:\t0000000000000000",
            "CapInh:\t0000000000000000", "CapAmb:\t0000000000000000", "pid 1",
        ] {
            #expect(result.output.contains("\(line)\n"), "\(result.output)")
        }
        #expect(!result.output.contains("eth0"))
        #expect(result.output.hasSuffix("\n0\n"))
        #expect(result.code == 0)
    }

    @Test func `a jailed program sees and changes nothing of the host`() throws {
        let result = try run(
            """
            ls /; ls /etc /root /home /work /sys /run 2>&1 | grep -v 'No such file'
            touch /x /usr/x /usr/lib/x /dev/x /proc/x 2>&1 | grep -v -e 'Read-only' -e 'Permission denied' -e 'No such file'
            """)
        #expect(result.output == "dev\nlib\nlib64\nproc\nusr\n")
    }

    @Test func `only the descriptors that were meant for it reach the program`() throws {
        let plain = try run("ls /proc/1/fd; true").output
        let kept = try run("ls /proc/1/fd; true", kept: true).output
        #expect(plain == "0\n1\n2\n")
        #expect(kept == "0\n1\n2\n20\n")
    }

    @Test func `the limits hold`() throws {
        let limits = JailLimits(openFiles: 33, fileBytes: 1 << 20, processes: 44)
        #expect(try run("ulimit -n; ulimit -f; ulimit -p", limits: limits).output == "33\n2048\n44\n")
    }

    @Test func `the status of the program is that of the monitor`() throws {
        #expect(try run("exit 7").code == 7)
    }

    @Test func `a jail that cannot be made says why and leaves no process`() throws {
        let specification = JailSpecification(
            program: "/usr/bin/dash", arguments: [], userID: 5, visiblePaths: ["/nowhere/at/all"])
        var pipe = try OwnedDescriptor.pipe()
        let reading = pipe.takeFirst()
        let writing = pipe.takeSecond()
        let process = try Jail.spawn(specification, programs: programs, passing: [.init(writing.number, as: 2)])
        _ = consume writing
        #expect(try ChildProcess.wait(process.monitorID) != 0)
        #expect(!FileSystem.exists("/proc/\(process.processID)"))
        let text = String(decoding: try reading.readAll(limit: 4_096), as: UTF8.self)
        #expect(text.contains("/nowhere/at/all"))
        #expect(throws: JailError.rootIsRefused) {
            try Jail.spawn(JailSpecification(program: "/bin/true", arguments: [], userID: 0), programs: programs)
        }
        #expect(throws: JailError.missingProgram("/nowhere/bulkhead-launch")) {
            try Jail.spawn(specification, programs: "/nowhere")
        }
    }
}
