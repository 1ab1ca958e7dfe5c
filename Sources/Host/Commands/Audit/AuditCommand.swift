import ArgumentParser

/// The verbs about the audit log.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read the audit log, and prove that it is as it was written.",
        discussion: """
            The manager notes what happens: its starts and ends, what it was asked for and by whom, configurations and \
            policies that were taken or refused, and every change of a VM's power state. Each record binds all records before it by SHA-256, so that an edit, \
            a cut, a swap or a repetition is found, and where. Who can write the whole log can write it anew from some \
            record on, or cut its end: keep the head ('audit head') elsewhere, and give it to 'audit verify'.
            """,
        subcommands: [
            AuditTail.self, AuditSearch.self, AuditVerify.self, AuditStats.self, AuditExport.self,
            AuditHeadCommand.self,
        ])
}
