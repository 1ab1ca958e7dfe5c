/// What may stand in a rule for a VM or a set of VMs.
package enum Token: Hashable, Sendable {
    /// `*`: everything, the administrative domain too.
    case everything
    /// `@anyvm`: everything but the administrative domain.
    case anyVM
    /// `@adminvm`, spelt so; `dom0` and its UUID are ``name(_:)`` and ``uuid(_:)`` of ``Symbol/dom0`` and
    /// ``Symbol/dom0UUID`` and mean the same.
    case adminVM
    /// `@default`: the caller named no target, or one that does not exist.
    case unspecified
    /// `@dispvm`: a new disposable of the source's own default template.
    case disposable
    /// `@dispvm:NAME`: a new disposable of a named template.
    case disposableOf(Symbol)
    /// `@dispvm:uuid:UUID`, without the `uuid:`.
    case disposableOfUUID(Symbol)
    /// `@dispvm:@tag:TAG`: a new disposable of any disposable template with the tag.
    case disposableOfTag(Symbol)
    /// `@tag:TAG`.
    case tag(Symbol)
    /// `@type:CLASS`.
    case type(Symbol)
    /// A VM by its name.
    case name(Symbol)
    /// `uuid:UUID`: a VM by its UUID, without the `uuid:`.
    case uuid(Symbol)

    /// Whether this is the administrative domain in one of its three spellings.
    package var isAdminVM: Bool {
        switch self {
        case .adminVM, .name(.dom0), .uuid(.dom0UUID): true
        default: false
        }
    }
}
