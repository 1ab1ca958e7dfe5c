import Commands

@main
struct Program {
    static func main() { BulkheadProgram.main() }
}
