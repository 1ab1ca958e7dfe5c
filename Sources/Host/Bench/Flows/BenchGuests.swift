import JSONText
import LinuxIO
import ManagerClient

/// Two VMs that run, and what is measured in them.
struct BenchGuests {
    private static let warmUps = 5
    private static let clipboardRounds = 10
    private static let callers = 8

    let host: BenchHost
    let source: String
    let target: String

    /// Puts the services into the VM that is called.
    func prepare() throws {
        try shell(
            target,
            """
            d=/usr/local/etc/qubes-rpc; mkdir -p $d; ln -sf /bin/true $d/bench.True
            printf '#!/bin/sh\\nexec dd of=/dev/null bs=64k status=none\\n' >$d/bench.Sink; chmod 755 $d/*
            """, user: "root")
    }

    func calls(_ count: Int) throws -> FlowReport.Calls {
        let call = try times(source, ["/usr/bin/qrexec-client-vm", target, "bench.True"], count)
        let client = try times(source, ["/usr/bin/qrexec-client-vm", "--help"], count)
        let service = try times(target, ["/bin/true"], count)
        guard let call, let client, let service else { throw BenchError("no call was measured") }
        let each = max(5, count / Self.callers)
        let began = Clock.monotonicNanoseconds()
        try shell(
            source,
            """
            for c in $(seq \(Self.callers)); do
              (for i in $(seq \(each)); do qrexec-client-vm \(target) bench.True </dev/null || exit 1; done) &
              all="$all $!"
            done
            for one in $all; do wait $one || exit 1; done
            """)
        let seconds = Double(Clock.monotonicNanoseconds() - began) / 1e9
        return FlowReport.Calls(
            call: call, client: client, service: service, perSecond: Double(each * Self.callers) / seconds, count: count
        )
    }

    /// Starts a program again and again, from a program in the VM that keeps the time.
    private func times(_ name: String, _ words: [String], _ count: Int) throws -> FlowReport.Times? {
        // clock_gettime(2) by its number: the template's Perl has no module for it.
        let script = """
            sub now { my $b = "\\0" x 16; syscall(228, 1, $b); my ($s, $n) = unpack("qq", $b); $s + $n / 1e9 }
            for (1 .. \(count + Self.warmUps)) {
              my $t = now();
              my $p = fork;
              if (!$p) { open STDIN, "</dev/null"; open STDOUT, ">/dev/null"; exec qw(\(words.joined(separator: " "))); exit 99 }
              waitpid $p, 0;
              die "status $?" if $?;
              printf "%.4f\\n", (now() - $t) * 1000;
            }
            """
        let output = try shell(name, "exec perl -", input: script)
        return FlowReport.Times(output.split(separator: "\n").dropFirst(Self.warmUps).compactMap { Double($0) })
    }

    /// A stream into the other VM, in MiB per second.
    func stream(_ mebibytes: Int) throws -> Double {
        try rate(mebibytes) {
            _ = try shell(
                source,
                "dd if=/dev/zero bs=64k count=\(mebibytes * 16) status=none | qrexec-client-vm \(target) bench.Sink")
        }
    }

    func files(_ manager: ManagerConnection, _ mebibytes: Int, _ smallCount: Int) async throws -> FlowReport.Files {
        try shell(
            source,
            """
            dd if=/dev/urandom of=block bs=1M count=1 status=none
            for i in $(seq \(mebibytes)); do cat block; done >large
            mkdir small
            perl -e 'my $d = "x" x 4096; for (1 .. \(smallCount)) { open F, ">small/f$_"; print F $d; close F }'
            sync
            """)
        let process = Int32(clamping: try await manager.status().processID)
        let before = ProcessHandle.processorMilliseconds(of: process) ?? 0
        let large = try rate(mebibytes) { _ = try shell(source, "qvm-copy-to-vm \(target) large") }
        let after = ProcessHandle.processorMilliseconds(of: process) ?? 0
        let began = Clock.monotonicNanoseconds()
        try shell(source, "qvm-copy-to-vm \(target) small")
        let seconds = Double(Clock.monotonicNanoseconds() - began) / 1e9
        return FlowReport.Files(
            largeMebibytes: mebibytes, largeMiBPerSecond: large, smallCount: smallCount,
            smallPerSecond: Double(smallCount) / seconds, managerMilliseconds: after - before)
    }

    /// Copying 4 KiB of text out of one VM and pasting it into the other, in milliseconds.
    func clipboard(_ manager: ManagerConnection) async throws -> [Double] {
        try shell(source, "head -c 3072 /dev/urandom | base64 -w 0 | bulkhead-clipboard set")
        var times: [Double] = []
        for _ in 0..<Self.clipboardRounds {
            let began = Clock.monotonicNanoseconds()
            let copied = try await manager.clipboardCopy(from: source)
            let pasted = try await manager.clipboardPaste(into: target)
            guard copied.text("state") == "filled", pasted.text("state") == "delivered" else {
                throw BenchError("the clipboard is \(pasted.text("state"))")
            }
            times.append(Double(Clock.monotonicNanoseconds() - began) / 1e6)
        }
        return times
    }

    private func rate(_ mebibytes: Int, _ work: () throws -> Void) rethrows -> Double {
        let began = Clock.monotonicNanoseconds()
        try work()
        return Double(mebibytes) / (Double(Clock.monotonicNanoseconds() - began) / 1e9)
    }

    @discardableResult
    private func shell(_ name: String, _ line: String, user: String = "user", input: String = "") throws -> String {
        try host.bulkhead(["run", "-p", "-u", user, name, line], input: Array(input.utf8))
    }
}
