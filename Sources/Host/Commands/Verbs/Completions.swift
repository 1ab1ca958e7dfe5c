import ArgumentParser
import LinuxIO

struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the completion script of a shell.",
        discussion: """
            bash: bulkhead completions bash > /etc/bash_completion.d/bulkhead
            zsh:  bulkhead completions zsh > /usr/local/share/zsh/site-functions/_bulkhead
            fish: bulkhead completions fish > ~/.config/fish/completions/bulkhead.fish
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        CurrentProcess.writeOutput(BulkheadCommand.completionScript(for: kind) + "\n")
    }
}
