/// A service that the host has a guest run for a caller that the policy allowed.
package struct ServiceInvocation: Hashable, Sendable {
    /// Longest name of a caller in bytes.
    package static let sourceLimit = 63

    /// Who calls: the name of a VM, or `dom0`; the guest may believe it.
    package let source: String
    /// What is called; its target is the word that the caller used.
    package let request: CallRequest
    /// A name of the guest's `/etc/passwd`; nil is whoever the service's own settings name, or the usual user.
    package let user: String?

    /// Checks every limit.
    package init(source: String, request: CallRequest, user: String? = nil) throws(WireError) {
        try FieldCheck.nonEmpty(source, "source", limit: Self.sourceLimit)
        if let user { try FieldCheck.nonEmpty(user, "user", limit: RunSpecification.userLimit) }
        self.source = source
        self.request = request
        self.user = user
    }
}

extension ServiceInvocation {
    func encode(to writer: inout ByteWriter) {
        writer.text(source)
        writer.text(user ?? "")
        request.encode(to: &writer)
    }

    init(from reader: inout ByteReader) throws(WireError) {
        let source = try reader.text("source", limit: Self.sourceLimit)
        let user = try reader.text("user", limit: RunSpecification.userLimit)
        let request = try CallRequest(from: &reader)
        try self.init(source: source, request: request, user: user.isEmpty ? nil : user)
    }
}
