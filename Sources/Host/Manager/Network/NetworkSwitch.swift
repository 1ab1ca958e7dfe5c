import Audit
import AuditLog
import JSONText
import LinuxEvents
import LinuxIO
import Logging
import Machines
import Network
import Policy
import PolicyFiles

/// The network between the VMs: taps in a namespace of their own, and the one ruleset that joins them.
///
/// A link is open when the policy allows it, both ends have taken their addresses, and the netvm has the client's rules
/// in force. Everything else is closed, also while the manager does not run: the kernel keeps the last ruleset.
actor NetworkSwitch {
    /// A VM that may have interfaces, whether it runs or not.
    struct Machine {
        var definition: MachineDefinition
        let addresses: MachineAddresses
        /// The taps that were made for it; empty while it does not run.
        var taps: Set<String> = []
        /// Whether its guest has taken its addresses.
        var isReady = false
        /// The clients whose rules its guest has in force.
        var serves: Set<MachineName> = []
        /// Counts its ends, so that what one run was told is not taken for the next one's.
        var run: UInt64 = 0
    }

    let policy: PolicyStore
    let logger: Logger
    let audit: AuditLog?
    let queue = WorkQueue(label: "bulkhead.network")
    var machines: [MachineName: Machine] = [:]
    /// Frames that were not let through, under rulesets that are gone, by tap.
    var refusedBefore: [String: UInt64] = [:]
    let namespacePath: String
    private let firstUserID: UInt32
    private var namespace: NetworkNamespace?
    /// What every wish came to when it was last looked at.
    private(set) var plan = LinkPlan(members: []) { _, _ in .denied(reason: "") }
    /// The text that the kernel has; nil when nobody knows.
    private var applied: String?
    /// Whether all that runs is known: before that the ruleset of an earlier manager stays.
    private var isComplete = false
    private var isApplying = false
    private var isChanged = false
    /// Netvms that are being told of their clients.
    private var telling: Set<MachineName> = []
    /// The clients that a netvm could not be told of.
    private var untold: [MachineName: Set<MachineName>] = [:]
    /// Gives a guest its configuration; answers why it could not be, or nil.
    private var configure: (@Sendable (MachineName, GuestNetwork) async -> String?)?

    init(
        runDirectory: String, firstUserID: UInt32, policy: PolicyStore, logger: Logger, audit: AuditLog?
    ) {
        namespacePath = runDirectory + "/network"
        self.firstUserID = firstUserID
        self.policy = policy
        self.logger = logger
        self.audit = audit
    }

    /// Says how guests are told of their network.
    func onConfigure(_ configure: @escaping @Sendable (MachineName, GuestNetwork) async -> String?) {
        self.configure = configure
    }

    // MARK: Machines

    /// Notes a VM, or what its definition says now.
    func know(_ definition: MachineDefinition, userID: UInt32) {
        guard let addresses = MachineAddresses(number: Int(userID - firstUserID) + 1) else { return }
        if machines[definition.name] != nil {
            machines[definition.name]?.definition = definition
        } else {
            machines[definition.name] = Machine(definition: definition, addresses: addresses)
        }
    }

    /// Forgets a VM that has ended for good.
    func forget(_ name: MachineName) { machines[name] = nil }

    /// Everything that runs is known now.
    func complete() async {
        isComplete = true
        await refresh()
    }

    /// Makes the taps of a VM that starts.
    ///
    /// - Returns: Its interfaces, each with its tap; none when it has nothing to do with the network.
    /// - Throws: Which tap could not be made; then there is none.
    func open(_ name: MachineName) async throws(SystemError) -> [(MACAddress, SharedDescriptor)] {
        guard let machine = machines[name], machine.definition.hasNetwork else { return [] }
        let namespace = try makeNamespace()
        let (addresses, definition) = (machine.addresses, machine.definition)
        var interfaces: [(MACAddress, SharedDescriptor)] = []
        if let uplink = definition.uplink {
            interfaces.append((addresses.uplinkMAC, SharedDescriptor(try Self.openOutside(addresses, uplink.place))))
        } else if definition.netvm != nil {
            let tap = try TapDevice.open(addresses.uplinkTap, in: namespace)
            machines[name]?.taps.insert(addresses.uplinkTap)
            interfaces.append((addresses.uplinkMAC, SharedDescriptor(tap)))
        }
        if definition.providesNetwork {
            let tap = try TapDevice.open(addresses.downlinkTap, in: namespace)
            machines[name]?.taps.insert(addresses.downlinkTap)
            interfaces.append((addresses.downlinkMAC, SharedDescriptor(tap)))
        }
        await refresh()
        return interfaces
    }

    private static func openOutside(
        _ addresses: MachineAddresses, _ place: UplinkDefinition.Place
    ) throws(SystemError) -> OwnedDescriptor {
        let name = "bh\(addresses.number)x"
        switch place {
        case .namespace(let path): return try TapDevice.open(name, in: NetworkNamespace(existing: path))
        case .bridge(let bridge):
            let tap = try TapDevice.open(name, in: nil)
            try TapDevice.addToBridge(bridge, name)
            return tap
        }
    }

    /// Takes over a VM that an earlier manager started: what it had set up is in force still.
    ///
    /// - Parameters:
    ///   - name: The VM.
    ///   - isReady: Whether its start had come to its end.
    func adopt(_ name: MachineName, isReady: Bool) {
        guard let machine = machines[name], machine.definition.hasNetwork, NetworkNamespace.isBound(namespacePath),
            let namespace = try? makeNamespace(), let present = try? namespace.interfaces()
        else { return }
        let own: Set = [machine.addresses.uplinkTap, machine.addresses.downlinkTap]
        machines[name]?.taps = present.intersection(own)
        guard isReady else { return }
        machines[name]?.isReady = true
        // Apart from the assignment: deciding reads what is assigned to.
        let clients = Set(decide().clients(of: name).map(\.client))
        machines[name]?.serves = clients
    }

    /// What a guest is to be told; nil when it has no interfaces.
    func configuration(of name: MachineName) -> (network: GuestNetwork, clients: Set<MachineName>)? {
        guard let machine = machines[name], machine.definition.hasNetwork else { return nil }
        let clients = decide().clients(of: name)
        let provider = machine.definition.uplink == nil ? machine.definition.netvm.flatMap { machines[$0] } : nil
        let network = GuestNetwork(
            own: machine.addresses, provider: provider?.addresses, outside: machine.definition.uplink?.addresses,
            clients: machine.definition.providesNetwork ? clients.map(\.clientAddresses) : nil)
        return (network, Set(clients.map(\.client)))
    }

    /// A guest has what ``configuration(of:)`` said, with the rules of these clients.
    func isReady(_ name: MachineName, serving clients: Set<MachineName>) async {
        machines[name]?.isReady = true
        machines[name]?.serves = clients
        await refresh()
    }

    /// A VM has ended, and its taps with it.
    func gone(_ name: MachineName) async {
        guard let machine = machines[name], !machine.taps.isEmpty || machine.isReady else { return }
        untold[name] = nil
        machines[name]?.run += 1
        machines[name]?.taps = []
        machines[name]?.isReady = false
        machines[name]?.serves = []
        await refresh()
    }

    /// Removes the namespace when nothing runs in it.
    func close() async {
        guard machines.values.allSatisfy({ $0.taps.isEmpty }), NetworkNamespace.isBound(namespacePath) else { return }
        do { try NetworkNamespace(existing: namespacePath).remove() } catch { logger.error("\(error)") }
        namespace = nil
        applied = nil
    }

    private func makeNamespace() throws(SystemError) -> NetworkNamespace {
        if let namespace { return namespace }
        let made = try NetworkNamespace(at: namespacePath)
        namespace = made
        return made
    }

    // MARK: The ruleset

    /// Decides all links again, and puts into force what has changed.
    func refresh() async {
        isChanged = true
        guard isComplete, !isApplying else { return }
        isApplying = true
        defer { isApplying = false }
        // What changes while the kernel is told is told next.
        while isChanged {
            isChanged = false
            let next = decide()
            tellGuests(of: next)
            let previous = plan
            plan = next
            note(previous, next)
            await apply(next)
        }
    }

    /// Begins to give netvms the rules of clients that are new; the links of these open when that is done.
    ///
    /// Nobody waits for it: a guest that hangs keeps its own clients waiting, and no others.
    private func tellGuests(of next: LinkPlan) {
        for (name, machine) in machines where machine.isReady && machine.definition.providesNetwork {
            let wanted = Set(next.clients(of: name).map(\.client))
            // What changes while it is told is told next.
            guard wanted != machine.serves, wanted != untold[name], !telling.contains(name), let configure,
                let told = configuration(of: name)
            else { continue }
            telling.insert(name)
            let run = machine.run
            Task { await self.told(name, run, told.clients, await configure(name, told.network)) }
        }
    }

    private func told(_ name: MachineName, _ run: UInt64, _ clients: Set<MachineName>, _ failure: String?) async {
        telling.remove(name)
        guard let machine = machines[name], machine.isReady, machine.run == run else { return await refresh() }
        if let failure {
            logger.error("its clients' rules are not in force: \(failure)", metadata: ["machine": "\(name)"])
            // It has the rules from before or the new ones. It is asked again when its clients change again.
            machines[name]?.serves = machine.serves.intersection(clients)
            untold[name] = clients
        } else {
            untold[name] = nil
            machines[name]?.serves = clients
        }
        await refresh()
    }

    private func apply(_ plan: LinkPlan) async {
        guard let namespace else { return }
        // A VM that ended a moment ago has taken its taps with it.
        let present = (try? namespace.interfaces()) ?? []
        var taps: Set<String> = []
        for machine in machines.values { taps.formUnion(machine.taps) }
        let ruleset = SwitchRuleset(taps: taps.intersection(present), links: plan.openLinks)
        guard ruleset.text != applied else { return }
        // The counters begin anew with the rules.
        for (tap, count) in await refusedNow() { refusedBefore[tap, default: 0] += count }
        let violations = SwitchCheck(ruleset.text, links: plan.openLinks.filter(ruleset.links.contains)).violations
        var failure = violations.first
        if failure == nil { failure = await load(ruleset.text) }
        if let failure {
            logger.critical("the network's rules cannot be loaded, and every link is closed: \(failure)")
            applied = nil
            // One for each tap that can be had, so that one that is gone does not keep the others open.
            let closed = SwitchRuleset(taps: ((try? namespace.interfaces()) ?? []).intersection(taps), links: [])
            if await load(closed.text) != nil { _ = await load("table netdev \(SwitchRuleset.table)\n") }
            return
        }
        applied = ruleset.text
    }

    /// Gives a text to the kernel as one transaction; answers why it did not take it, or nil.
    private func load(_ text: String) async -> String? {
        do throws(SystemError) {
            let (code, output) = try await filter(["-f", "-"], input: text)
            return code == 0 ? nil : "nft ended with \(code): \(output.firstLine)"
        } catch {
            return "\(error)"
        }
    }

    /// Runs nft in the namespace; what blocks does so on the network's own queue.
    func filter(_ arguments: [String], input: String = "") async throws(SystemError) -> (code: Int32, output: String) {
        let path = namespacePath
        let result: Result<(code: Int32, output: String), SystemError> = await queue.run {
            Result { () throws(SystemError) in
                guard let enter = ChildProcess.find("nsenter"), let tool = ChildProcess.find("nft") else {
                    throw SystemError(
                        "find nsenter or nft (packages util-linux and nftables)", code: ErrorCode.notFound)
                }
                return try ChildProcess.run(enter, ["--net=\(path)", tool] + arguments, input: Array(input.utf8))
            }
        }
        return try result.get()
    }
}

extension MachineDefinition {
    /// Whether it has any interface.
    var hasNetwork: Bool { netvm != nil || providesNetwork || uplink != nil }
}
