import Assertions
import FlowAnalysis
import Machines
import Policy
import Testing

/// Small policies, worlds and statements for tests.
enum Sample {
    /// The rules of one file, `30-user.policy`.
    static func rules(_ text: String) throws -> RuleSet {
        let reading = PolicyReader(mode: .strict).read(
            PolicyLayout(directory: "policy.d"), from: PolicyTree(["policy.d/30-user.policy": Array(text.utf8)]))
        return try #require(reading.rules, "\(reading.errors)")
    }

    static func assertions(_ text: String, file: String = "home.assert") throws -> AssertionSet {
        let reading = AssertionReader().read([AssertionText(path: file, bytes: Array(text.utf8))])
        return try #require(reading.assertions, "\(reading.problems)")
    }

    /// What reading a text complains of.
    static func problems(_ text: String, file: String = "home.assert") -> [Problem] {
        AssertionReader().read([AssertionText(path: file, bytes: Array(text.utf8))]).problems
    }

    /// `work`, `mail` (both tagged `office`), `banking`, `vault` (tagged `secret`), `web`, `web-dvm` (a template of
    /// disposables, and the default of `work`) and `debian` (a TemplateVM).
    static let home: World = {
        let names = ["work", "mail", "banking", "vault", "web", "web-dvm", "debian", "sys-gpg"]
        var domains = names.enumerated().map { number, name in
            Domain(name: name, uuid: "00000000-0000-4000-8000-00000000000\(number)", type: "AppVM")
        }
        domains[0].tags = ["office"]
        domains[0].defaultDisposable = "web-dvm"
        domains[1].tags = ["office"]
        domains[3].tags = ["secret"]
        domains[5].isDisposableTemplate = true
        domains[5].tags = ["untrusted"]
        domains[6].type = "TemplateVM"
        return World(domains)
    }()

    /// The results of statements about a policy at ``home``.
    static func results(_ statements: String, policy: String, world: World = home) throws -> [AssertionResult] {
        let checker = AssertionChecker(rules: try rules(policy), world: world)
        return checker.check(try assertions(statements)).results
    }

    /// The result of the only statement.
    static func result(_ statement: String, policy: String, world: World = home) throws -> AssertionResult {
        let results = try results(statement, policy: policy, world: world)
        try #require(results.count == 1)
        return results[0]
    }
}
