package mitogen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads the texts of secrets. Makes no strings, because strings cannot be overwritten. */
final class SecretSource {
    /**
     * Opens the terminal itself, because standard input and output may be something else. Restores the terminal's echo in
     * any case.
     */
    private static final String ASK = """
            exec 3<>/dev/tty || exit 3
            saved=$(stty -g <&3) || exit 3
            trap 'stty "$saved" <&3; echo >&3' EXIT
            trap 'exit 130' INT TERM HUP
            stty -echo <&3
            printf %s "$1" >&3
            IFS= read -r answer <&3 && printf '%s\\n' "$answer"
            """;

    /** A byte that is not UTF-8 is this and the byte: half of a surrogate pair. It is sent as that byte again. */
    private static final int OTHER_BYTE = 0xdc00;

    private static final int MAX_LENGTH = 4096;

    /** How much is read at a time: so much bypasses the buffer of a process's output, which nobody overwrites. */
    private static final int BUFFER = 8192;

    private SecretSource() {}

    static Secret file(Path file) throws IOException {
        checkMode(file);
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            return firstLine(bytes, read(in, bytes), "the file " + file);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static void checkMode(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode") & 0777;
        boolean own =
                Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        if ((mode & (own ? 077 : 007)) != 0) {
            throw new IOException("the file " + file + " is open to others (its mode is " + Integer.toOctalString(mode)
                    + "), so its password is not used\n  Close it: chmod 600 " + file);
        }
    }

    static Secret command(String command) throws IOException {
        return output("the command '" + command + "'", List.of("/bin/sh", "-c", command), Redirect.INHERIT);
    }

    static Secret terminal(String prompt) throws IOException {
        return output(
                "the terminal", List.of("/bin/sh", "-c", ASK, "sh", prompt), Redirect.from(new File("/dev/null")));
    }

    private static Secret output(String source, List<String> command, Redirect input) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(input)
                .redirectError(Redirect.INHERIT)
                .start();
        byte[] printed = new byte[BUFFER];
        try {
            int length;
            try (InputStream in = process.getInputStream()) {
                length = read(in, printed);
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(source + " gave no password: it ended with exit status " + status);
            }
            return firstLine(printed, length, source);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + source, e);
        } finally {
            Arrays.fill(printed, (byte) 0);
        }
    }

    /** Fills the array as far as there is something; not by {@code readNBytes}, which leaves copies. */
    private static int read(InputStream in, byte[] bytes) throws IOException {
        int length = 0;
        for (int count = 0; count >= 0 && length < bytes.length; length += Math.max(0, count)) {
            count = in.read(bytes, length, bytes.length - length);
        }
        return length;
    }

    private static Secret firstLine(byte[] bytes, int read, String source) throws IOException {
        int length = 0;
        while (length < read && bytes[length] != '\n') {
            length++;
        }
        if (length > MAX_LENGTH) {
            throw new IOException("the first line of " + source + " is longer than " + MAX_LENGTH + " bytes");
        }
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        if (length == 0) {
            throw new IOException(source + " gave no password: its first line is empty");
        }
        CharBuffer text = CharBuffer.allocate(length); // no byte of UTF-8 gives more than one
        ByteBuffer from = ByteBuffer.wrap(bytes, 0, length);
        CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        for (CoderResult result = decoder.decode(from, text, true);
                result.isMalformed();
                result = decoder.reset().decode(from, text, true)) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (OTHER_BYTE + (from.get() & 0xff)));
            }
        }
        char[] characters = Arrays.copyOf(text.array(), text.position());
        Arrays.fill(text.array(), '\0');
        Secret secret = new Secret(characters);
        Arrays.fill(characters, '\0');
        return secret;
    }
}
