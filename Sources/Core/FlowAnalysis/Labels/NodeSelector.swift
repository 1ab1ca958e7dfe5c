/// Which nodes a declaration speaks of.
package enum NodeSelector: Hashable, Sendable {
    /// Every node.
    case everything
    /// One VM, by name.
    case machine(String)
    /// VMs with a tag; disposables have the tags of their template.
    case tag(String)
    /// VMs of a class.
    case type(String)
    /// Disposables of a template, whoever causes them.
    case disposables(template: String)
    /// Disposables that a VM causes.
    case disposablesCaused(by: String)
    /// The INTERNET.
    case internet
    /// A device.
    case device(String)

    /// The word in output, as in a policy where there is one.
    package var text: String {
        switch self {
        case .everything: "*"
        case .machine(let name): name
        case .tag(let tag): "@tag:\(tag)"
        case .type(let type): "@type:\(type)"
        case .disposables(let template): "@dispvm:\(template)"
        case .disposablesCaused(let creator): "@dispvm of \(creator)"
        case .internet: FlowNode.internetName
        case .device(let name): "device:\(name)"
        }
    }
}
