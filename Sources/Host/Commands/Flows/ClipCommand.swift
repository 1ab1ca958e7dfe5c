import ArgumentParser

/// The verbs about the clipboard between VMs.
struct ClipCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clip", abstract: "Copy text out of one VM and into another.",
        discussion: """
            Two steps, both yours: 'copy' takes the text that a VM has copied, 'paste' gives it to another VM if the \
            policy allows qubes.ClipboardPaste there, and wipes it. It is also wiped after a time, and when something \
            else is copied. In a VM without a display the text is what 'bulkhead-clipboard set' was given there.
            """,
        subcommands: [ClipCopy.self, ClipPaste.self, ClipShow.self, ClipClear.self])
}
