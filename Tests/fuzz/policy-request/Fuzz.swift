import Machines
import Policy

/// Asks a policy with many sorts of rules what bytes make up: the compiled policy answers as the interpreter does.
///
/// Zero bytes separate service, argument, source, target and, if there is one, the RemoteVM.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyRequest(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let parts = UnsafeBufferPointer(start: data, count: count)
        .split(separator: 0, maxSplits: 4, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count >= 4 else { return 0 }
    let request = PolicyRequest(
        service: parts[0], argument: parts[1], source: parts[2], target: parts[3],
        requestedSource: parts.count > 4 ? parts[4] : nil)
    for pair in pairs {
        let decision = pair.compiled.decide(request)
        precondition(decision == pair.interpreter.decide(request), "the compiled policy answers otherwise")
        for index in decision.choices.indices {
            let picked = pair.compiled.decide(picking: index, of: decision, for: request)
            precondition(picked.outcome != .ask, "a choice that asks again")
        }
    }
    return 0
}

private struct Pair {
    let compiled: CompiledPolicy
    let interpreter: PolicyInterpreter
}

private let pairs: [Pair] = PolicyMode.allCases.map { mode in
    let text = """
        a +x vm1 vm2 allow
        a * @tag:t @dispvm ask default_target=@dispvm
        a * vm1 @dispvm:gone deny
        a * @anyvm @dispvm:dvm ask
        a * @anyvm @tag:t ask target=vm3 autostart=no
        a * @type:AppVM @default ask
        b * @anyvm @dispvm:@tag:t allow
        b * @anyvm remote allow
        b * @anyvm @default ask target=gone
        b * vm2 vm1 allow target=uuid:00000000-0000-4000-8000-000000000002 user=root
        * * * dom0 deny
        * * @anyvm @anyvm ask notify=yes
        """
    let tree = PolicyTree(["policy.d/a.policy": Array(text.utf8)])
    guard let rules = PolicyReader(mode: mode).read(PolicyLayout(directory: "policy.d"), from: tree).rules else {
        preconditionFailure("the policy has errors")
    }
    var domains = ["vm1", "vm2", "vm3", "dvm", "remote", "nodefault"].enumerated().map { number, name in
        Domain(name: name, uuid: "00000000-0000-4000-8000-00000000000\(number + 1)", type: "AppVM")
    }
    domains[0].tags = ["t"]
    domains[0].defaultDisposable = "dvm"
    domains[1].defaultDisposable = "gone"
    domains[2].powerState = "Running"
    domains[2].defaultDisposable = "vm3"
    domains[3].tags = ["t"]
    domains[3].isDisposableTemplate = true
    domains[4].type = "RemoteVM"
    domains[4].relay = "vm1"
    domains[4].transport = "relay"
    let world = World(domains)
    return Pair(
        compiled: CompiledPolicy(rules: rules, world: world, mode: mode),
        interpreter: PolicyInterpreter(rules: rules, world: world, mode: mode))
}
