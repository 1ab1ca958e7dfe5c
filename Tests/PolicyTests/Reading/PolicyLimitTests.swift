import Machines
import Policy
import Testing

/// What a policy may cost: each limit, and what is one less than it.
@Suite struct PolicyLimitTests {
    private func limits(_ change: (inout ReadingLimits) -> Void) -> ReadingLimits {
        var limits = ReadingLimits()
        change(&limits)
        return limits
    }

    private func expectLimit(
        of text: String, others: [String: String] = [:], _ limits: ReadingLimits, at place: String, _ message: String
    ) {
        var files = others.mapValues { Array($0.utf8) }
        files["policy.d/a.policy"] = Array(text.utf8)
        let reading = PolicyReader(mode: .strict, limits: limits).read(
            PolicyLayout(directory: "policy.d"), from: PolicyTree(files))
        #expect(reading.kinds == [.limit])
        #expect(reading.shown.first?.hasPrefix("policy.d/\(place): \(message)") == true, "\(reading.shown)")
        #expect(reading.rules == nil)
    }

    private let rule = "s * a b deny\n"

    @Test func `the number of rules is bounded`() {
        let limits = limits { $0.rules = 3 }
        let three = String(repeating: rule, count: 3)
        #expect(read(["a.policy": three], limits: limits).lines?.count == 3)
        expectLimit(of: three + rule + rule, limits, at: "a.policy:4:1", "one rule too many")
    }

    @Test func `the number of files is bounded, each include counted`() {
        let limits = limits { $0.files = 3 }
        let include = "!include i\n"
        #expect(read(["a.policy": include + include, "policy.d/i": rule], limits: limits).lines?.count == 2)
        expectLimit(
            of: include + include + include + include, others: ["policy.d/i": rule], limits, at: "i:1:1",
            "there are too many files")
        expectLimit(
            of: String(repeating: "!include-dir d\n", count: 9), others: ["policy.d/d/x": ""], limits, at: "d:1:1",
            "there are too many files")
    }

    @Test func `files that each include the next twice end at the limit`() {
        var files = ["policy.d/f16": rule]
        for index in 0..<16 { files["policy.d/f\(index)"] = "!include f\(index + 1)\n!include f\(index + 1)\n" }
        expectLimit(
            of: "!include f1\n", others: files, limits { $0.files = 1000 }, at: "f13:1:1", "there are too many files")
    }

    @Test func `the depth of includes is bounded`() {
        let limits = limits { $0.includeDepth = 2 }
        var files = ["policy.d/f2": rule, "policy.d/f1": "!include f2\n"]
        #expect(
            PolicyReader(mode: .compat, limits: limits).read(
                PolicyLayout(directory: "policy.d"),
                from: PolicyTree(
                    files.merging(["policy.d/a.policy": "!include f1\n"]) { $1 }.mapValues { Array($0.utf8) })
            ).lines?.count == 1)
        files["policy.d/f2"] = "!include f3\n"
        files["policy.d/f3"] = rule
        expectLimit(of: "!include f1\n", others: files, limits, at: "f2:1:10", "includes are nested too deeply")
    }

    @Test func `the size of a file, of all files and of a line is bounded`() {
        let bytes = rule.utf8.count
        #expect(read(["a.policy": rule], limits: limits { $0.fileBytes = bytes }).lines?.count == 1)
        expectLimit(of: rule, limits { $0.fileBytes = bytes - 1 }, at: "a.policy:1:1", "the file is too large")
        expectLimit(
            of: "!include i\n", others: ["policy.d/i": rule], limits { $0.totalBytes = bytes + 10 }, at: "i:1:1",
            "all files together are too large")
        #expect(read(["a.policy": rule], limits: limits { $0.lineBytes = bytes - 1 }).lines?.count == 1)
        expectLimit(
            of: "\n" + rule, limits { $0.lineBytes = bytes - 2 }, at: "a.policy:2:1", "the line has 12 bytes")
    }

    @Test func `the length of a service and of an argument is bounded`() {
        let limits = limits {
            $0.serviceBytes = 3
            $0.argumentBytes = 4
        }
        #expect(read(["a.policy": "sss +aaa a b deny\n"], limits: limits).lines?.count == 1)
        expectLimit(of: "ssss * a b deny\n", limits, at: "a.policy:1:1", "the service has 4 bytes")
        expectLimit(of: "s +aaaa a b deny\n", limits, at: "a.policy:1:3", "the argument has 5 bytes")
    }

    @Test func `problems beyond the limit are counted`() {
        let reading = read(
            ["a.policy": String(repeating: "x\n", count: 12)], limits: limits { $0.problems = 5 })
        #expect(reading.errors.count == 5)
        #expect(reading.untoldErrorCount == 7)
        #expect(reading.rules == nil)
        #expect(read(["a.policy": "x\n"], limits: limits { $0.problems = 0 }).rules == nil)
    }
}
