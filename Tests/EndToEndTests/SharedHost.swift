import TestSupport
import Testing

/// Gives all tests of a suite one host, made before the first and ended after the last: starting VMs takes its time.
struct SharedHost: SuiteTrait, TestScoping {
    /// The VMs; nil for the shipped set.
    let machines: [Definition]?
    /// What `up` is told besides.
    var upArguments: [String] = ["--no-autostart"]
    var policy: String?
    /// Lines of `[flows]` in bulkhead.toml.
    var flows = ""
    /// Lines of `[disposables]` in bulkhead.toml.
    var disposables = ""
    /// VMs that are started before the first test.
    var started: [String] = []

    @TaskLocal static var current: Host?

    /// The host of the suite that the running test is in.
    static var host: Host {
        get throws { try #require(current) }
    }

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await Host.with(
            machines, starts: upArguments == ["--no-autostart"], policy: policy, flows: flows, disposables: disposables
        ) { host in
            if !started.isEmpty { try await host.does(["start"] + started) }
            if upArguments.isEmpty {
                let up = try await host.up()
                #expect(up.status == 0, "\(up.errors)")
            }
            try await SharedHost.$current.withValue(host) { try await function() }
        }
    }
}

/// All tests that start real VMs: one suite after the other, as two processors do not boot VMs faster than one by one.
@Suite(.serialized, .enabled(if: Requirements.missing == nil, "\(Requirements.missing ?? "")"))
enum EndToEnd {}
