package mitogen.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/** {@code --json}: an object for each target, on a line, when it is done. The names are in docs/reference/command.md, and stay. */
public final class JsonOutput extends GatheredOutput {
    private final long start = System.nanoTime();

    public JsonOutput(Terminal terminal, List<Target> targets) {
        super(terminal, targets);
    }

    @Override
    void done(Outcome outcome) {
        Text text = text(outcome.target().name());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", outcome.target().name());
        object.put("ok", !outcome.failed());
        object.put("status", outcome.isOurs() ? null : Integer.valueOf(outcome.status()));
        object.put("signal", outcome.isOurs() ? null : ExitStatus.signal(outcome.status()));
        JsonFailure.put(outcome.failure(), object);
        put("stdout", text.out.toByteArray(), object);
        put("stderr", text.errors.toByteArray(), object);
        object.put("truncated", text.leftOut);
        object.put("doneAfterMs", (System.nanoTime() - start) / 1_000_000);
        terminal.out().println(Json.of(object));
    }

    /** What is no UTF-8 is given as bytes, too. */
    private static void put(String name, byte[] text, Map<String, Object> object) {
        object.put(name, new String(text, UTF_8));
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            object.put(name + "Base64", Base64.getEncoder().encodeToString(text));
        }
    }

    @Override
    boolean tellsFailures() {
        return true;
    }
}
