package mitogen.cli.output;

import mitogen.cli.system.Terminal;

/** The output of a single target: exactly the bytes that the program printed. */
final class PlainOutput extends Output {
    PlainOutput(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected void print(String name, Stream stream, byte[] chunk) {
        synchronized (lock) {
            if (stream == Stream.OUT) {
                terminal.out().write(chunk, 0, chunk.length);
                afterPrinting();
            } else {
                terminal.err().write(chunk, 0, chunk.length);
                terminal.err().flush();
            }
        }
    }

    @Override
    void tell(String name, String text) {
        synchronized (lock) {
            terminal.err().println(text);
        }
    }
}
