package import Machines
package import Policy
package import JSONText

/// The VMs as a file of JSON: what Qubes' `internal.GetSystemInfo` answers, and some keys of our own.
///
/// `{"domains": {NAME: {…}}}`. Each domain may have the keys of ``Key``; all others are left alone. One without `type`
/// is an AppVM, one without `uuid` gets that of ``StableUUID``.
package enum WorldFile {
    /// The most VMs.
    package static let maximumDomainCount = 100_000
    /// The largest file, in bytes.
    package static let maximumByteCount = 64 << 20

    /// What is known of a domain.
    enum Key: String, CaseIterable {
        case `internal`, tags, type, uuid, label
        case templateForDispvms = "template_for_dispvms"
        case defaultDispvm = "default_dispvm"
        case relayvm
        case transportRPC = "transport_rpc"
        case powerState = "power_state"
        case netvm
        case providesNetwork = "provides_network"
        case template, guivm, audiovm
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: What it holds.
    ///   - file: Its name, for problems.
    ///   - newUUID: The UUID of a VM, by its name, for which the file has none.
    /// - Returns: The world.
    /// - Throws: The first problem.
    package static func read(
        _ bytes: [UInt8], file: String, newUUID: (String) -> String
    ) throws(Problem) -> World {
        do throws(JSONFailure) {
            return try world(of: JSONReader.read(bytes), newUUID: newUUID)
        } catch {
            throw error.problem(in: file, bytes)
        }
    }

    /// Reads the value of such a file.
    ///
    /// - Parameters:
    ///   - node: The value.
    ///   - newUUID: The UUID of a VM, by its name, for which the value has none.
    /// - Returns: The world.
    /// - Throws: The first thing that does not fit.
    package static func world(of node: JSONNode, newUUID: (String) -> String) throws(JSONFailure) -> World {
        guard case .object = node.value else { throw wrong(node, "", "an object with the member 'domains'") }
        guard let list = node["domains"] else {
            throw JSONFailure(offset: node.offset, message: "no member 'domains'", expected: "an object with the VMs")
        }
        guard case .object(let members) = list.value else { throw wrong(list, "domains", "an object with the VMs") }
        guard members.count <= maximumDomainCount else {
            throw JSONFailure(
                offset: list.offset, message: "domains: \(members.count) VMs", expected: "at most \(maximumDomainCount)"
            )
        }
        var domains: [Domain] = []
        var names: [String: String] = [:]
        for member in members {
            let domain = try domain(member, newUUID)
            // dom0 is in every world, whether the file has it or not.
            let isTaken = domain.uuid == World.adminUUID && domain.name != World.adminName
            let other = names.updateValue(domain.name, forKey: domain.uuid)
            if let other = isTaken ? World.adminName : other {
                throw JSONFailure(
                    offset: member.node[Key.uuid.rawValue]?.offset ?? member.offset,
                    message: "\(path(member)).uuid: the UUID of '\(other.sanitizedForDisplay(limit: 64))' too",
                    expected: "a UUID of its own")
            }
            domains.append(domain)
        }
        return World(domains)
    }

    private static func domain(
        _ member: JSONNode.Member, _ newUUID: (String) -> String
    ) throws(JSONFailure) -> Domain {
        let name = member.key
        guard !name.isEmpty, name.utf8.count <= RequestLimits.nameBytes, name != "*", !name.hasPrefix("@"),
            !World.isUUID(name)
        else {
            throw JSONFailure(
                offset: member.offset, message: "domains: '\(name.sanitizedForDisplay(limit: 64))' is no name of a VM",
                expected: "1 to \(RequestLimits.nameBytes) bytes that begin with neither @ nor uuid:")
        }
        let fields = WorldFields(member.node, path: path(member))
        guard case .object = member.node.value else { throw wrong(member.node, path(member), "an object") }
        let isAdmin = name == World.adminName
        var domain = Domain(
            name: name,
            uuid: try fields.uuid() ?? (isAdmin ? World.adminUUID : newUUID(name)),
            type: try fields.text(.type) ?? (isAdmin ? "AdminVM" : "AppVM"))
        domain.tags = try fields.texts(.tags)
        domain.isDisposableTemplate = try fields.flag(.templateForDispvms)
        domain.defaultDisposable = try fields.name(.defaultDispvm)
        domain.isInternal = try fields.feature(.internal)
        domain.relay = try fields.name(.relayvm)
        domain.transport = try fields.name(.transportRPC)
        domain.powerState = try fields.text(.powerState) ?? (isAdmin ? "Running" : "Halted")
        domain.label = try fields.text(.label)
        domain.netvm = try fields.name(.netvm)
        domain.providesNetwork = try fields.flag(.providesNetwork)
        domain.template = try fields.name(.template)
        domain.guivm = try fields.name(.guivm)
        domain.audiovm = try fields.name(.audiovm)
        return domain
    }

    private static func path(_ member: JSONNode.Member) -> String {
        "domains." + member.key.sanitizedForDisplay(limit: 64)
    }

    static func wrong(_ node: JSONNode, _ path: String, _ expected: String) -> JSONFailure {
        JSONFailure(
            offset: node.offset, message: path.isEmpty ? node.kind : "\(path): \(node.kind)", expected: expected)
    }
}
