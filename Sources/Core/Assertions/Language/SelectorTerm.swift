/// One word that stands for VMs.
package enum SelectorTerm: Hashable, Sendable {
    /// `*`: everything, the administrative domain and the networks too.
    case everything
    /// `@anyvm`: every VM and every disposable, without the administrative domain and the networks.
    case anyVM
    /// `@adminvm` or `dom0`.
    case adminVM
    /// `@default`: a call that names no target; only where a request's target is meant.
    case unspecified
    /// `@dispvm`: every disposable that somebody could start; as a request's target, the source's own.
    case disposables
    /// `@dispvm:NAME`: every disposable of one template.
    case disposablesOf(String)
    /// `@dispvm:@tag:TAG`: every disposable of a template with the tag.
    case disposablesOfTag(String)
    /// `@tag:TAG`.
    case tag(String)
    /// `@type:CLASS`.
    case type(String)
    /// `INTERNET`.
    case internet
    /// `device:NAME`: a device or a class of them.
    case device(String)
    /// A VM by its name.
    case name(String)
    /// `uuid:UUID`: a VM by its UUID.
    case uuid(String)

    /// The word.
    package var text: String {
        switch self {
        case .everything: "*"
        case .anyVM: "@anyvm"
        case .adminVM: "@adminvm"
        case .unspecified: "@default"
        case .disposables: "@dispvm"
        case .disposablesOf(let name): "@dispvm:\(name)"
        case .disposablesOfTag(let tag): "@dispvm:@tag:\(tag)"
        case .tag(let tag): "@tag:\(tag)"
        case .type(let type): "@type:\(type)"
        case .internet: "INTERNET"
        case .device(let name): "device:\(name)"
        case .name(let name): name
        case .uuid(let uuid): "uuid:\(uuid)"
        }
    }

    /// Whether a call can name it as its target: it is one destination and not a set.
    package var isRequestTarget: Bool {
        switch self {
        case .adminVM, .unspecified, .disposables, .disposablesOf, .name, .uuid: true
        case .everything, .anyVM, .disposablesOfTag, .tag, .type, .internet, .device: false
        }
    }
}
