/// What kind of VM a definition describes.
package enum MachineClass: String, CaseIterable, Hashable, Sendable {
    /// A VM for work: its root comes from a template, only its private volume persists.
    case appVM = "AppVM"
    /// A VM whose root other VMs start from.
    case templateVM = "TemplateVM"
    /// A named disposable: nothing of it survives its shutdown.
    case dispVM = "DispVM"
    /// A VM with a root of its own.
    case standaloneVM = "StandaloneVM"
    /// A VM that serves other VMs: network, firewall, VPN, updates.
    case serviceVM = "ServiceVM"

    /// Whether a definition of this class must name a template.
    package var needsTemplate: Bool {
        switch self {
        case .appVM, .dispVM, .serviceVM: true
        case .templateVM, .standaloneVM: false
        }
    }
}
