package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.status.UsageException;
import mitogen.cli.targets.Target;

/** {@code --out-dir}: what each target prints, in files of its own, byte for byte: {@code NAME.out} and {@code NAME.err}. */
public final class OutFiles implements AutoCloseable {
    private final Map<String, OutputStream> files = new HashMap<>(); // guarded by this

    /** Makes the directory and a file for each target's standard output: an empty one tells that there was none. */
    public OutFiles(String name, Path directory, List<Target> targets) {
        try {
            Files.createDirectories(directory);
            for (Target target : targets) {
                for (String end : List.of(".out", ".err")) {
                    String file = target.name() + end;
                    files.put(file, Files.newOutputStream(directory.resolve(fileName(file))));
                }
            }
        } catch (IOException e) {
            close();
            throw new UsageException("--out-dir " + name + " cannot be written: " + e
                    + "\nGive a directory that can be made, or that is yours.");
        }
    }

    /** Letters, digits and some signs are as they are; all else is its bytes, as {@code %2F}. */
    public static String fileName(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.@:+=,#".indexOf(c) >= 0);
            text.append(plain && !(c == '.' && text.isEmpty()) ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }

    /** Gives false if it cannot be written. */
    synchronized boolean write(String target, boolean toOut, byte[] chunk) {
        OutputStream file = files.get(target + (toOut ? ".out" : ".err"));
        try {
            if (file != null) {
                file.write(chunk);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        for (OutputStream file : files.values()) {
            try {
                file.close();
            } catch (IOException e) {
                // It has no buffer that would be lost.
            }
        }
        files.clear();
    }
}
