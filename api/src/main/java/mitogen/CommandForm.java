package mitogen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import mitogen.internal.Printable;

/** The private form of {@link Command}. Nobody changes a field after {@link #with} or a constructor has returned. */
final class CommandForm implements Command, Cloneable {
    private static final int MOST_LIMIT = 64 * 1024 * 1024;

    private static final String NO_VALUE = "a variable's value is null; withoutEnvironment removes one";

    /**
     * The names of variables that a shell can set. Some belong to the shells themselves, which then refuse them, or
     * change their values: see "Shell Variables" in bash(1). Our own names are short.
     */
    private static final Pattern NAME =
            Pattern.compile("(?!(?:_.?|[EP]*[UGP]ID|GROUPS|S?RANDOM|SECONDS|EPOCH\\w+|LINENO|OPT\\w+"
                    + "|DIRSTACK|FUNCNAME|HISTCMD|MAILCHECK|SHELLOPTS|BASH\\w*|COMP_\\w+)$)[A-Za-z_][A-Za-z0-9_]*");

    private final List<byte[]> words;
    private final byte[] script; // null if it is none
    private List<byte[]> interpreter = List.of();
    private byte[] directory;
    private Map<String, Optional<byte[]>> environment = Map.of();
    private boolean emptyEnvironment;
    private Input input = new Input.None();
    private Output output;
    private Output errors;
    private Duration timeout;
    private int limit = DEFAULT_LIMIT;
    private int columns;
    private int rows;

    CommandForm(List<byte[]> words, byte[] script) {
        this.words = List.copyOf(words);
        this.script = script;
        for (byte[] word : words) {
            for (byte each : word) {
                if (each == 0) {
                    throw new IllegalArgumentException("a word of a command has a zero byte: " + this);
                }
            }
        }
    }

    static List<byte[]> bytes(List<String> words) {
        List<byte[]> bytes = new ArrayList<>(words.size());
        for (String word : words) {
            bytes.add(
                    Objects.requireNonNull(word, "a word of a command is null").getBytes(StandardCharsets.UTF_8));
        }
        return bytes;
    }

    private Command with(Consumer<CommandForm> change) {
        try {
            CommandForm copy = (CommandForm) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Command withInterpreter(String... words) {
        if (script == null || words.length == 0) {
            throw new IllegalArgumentException("withInterpreter needs a script and an interpreter: " + this);
        }
        return with(copy -> copy.interpreter = bytes(Arrays.asList(words)));
    }

    @Override
    public Command withDirectory(String directory) {
        return withDirectory(
                Objects.requireNonNull(directory, "withDirectory got null").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Command withDirectory(byte[] directory) {
        Objects.requireNonNull(directory, "withDirectory got null");
        return with(copy -> copy.directory = directory);
    }

    @Override
    public Command withEnvironment(String name, String value) {
        return withEnvironment(name, Objects.requireNonNull(value, NO_VALUE).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Command withEnvironment(String name, byte[] value) {
        return withVariable(name, Optional.of(Objects.requireNonNull(value, NO_VALUE)));
    }

    @Override
    public Command withoutEnvironment(String name) {
        return withVariable(name, Optional.empty());
    }

    private Command withVariable(String name, Optional<byte[]> value) {
        String text = name
                + value.map(bytes -> "=" + new String(bytes, StandardCharsets.UTF_8))
                        .orElse("");
        if (name.isEmpty() || name.indexOf('=') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no variable can have this name or value: " + Printable.line(text));
        }
        Map<String, Optional<byte[]>> all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return with(copy -> copy.environment = Collections.unmodifiableMap(all));
    }

    @Override
    public Command withEmptyEnvironment() {
        return with(copy -> {
            copy.emptyEnvironment = true;
            copy.environment = Map.of();
        });
    }

    @Override
    public Command withInput(byte[] bytes) {
        return withInput(new Input.Bytes(Objects.requireNonNull(bytes, "withInput got null")));
    }

    @Override
    public Command withInput(String text) {
        return withInput(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Command withInput(InputStream stream) {
        return withInput(new Input.OfStream(Objects.requireNonNull(stream, "withInput got null")));
    }

    @Override
    public Command withInput(Path file) {
        return withInput(new Input.OfFile(Objects.requireNonNull(file, "withInput got null")));
    }

    Command withInput(Input input) {
        return with(copy -> copy.input = input);
    }

    @Override
    public Command withOutput(Output output) {
        Objects.requireNonNull(output, "withOutput got null");
        return with(copy -> copy.output = output);
    }

    @Override
    public Command withErrors(Output errors) {
        Objects.requireNonNull(errors, "withErrors got null");
        return with(copy -> copy.errors = errors);
    }

    @Override
    public Command withMergedErrors() {
        return withErrors(new Output.Merged());
    }

    @Override
    public Command withTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout of a command is " + timeout + "; it has to be above zero");
        }
        return with(copy -> copy.timeout = timeout);
    }

    @Override
    public Command withLimit(int bytes) {
        if (bytes < 0 || bytes > MOST_LIMIT) {
            throw new IllegalArgumentException(
                    "the limit of a command's output is " + bytes + "; it goes from 0 to 64 MiB");
        }
        return with(copy -> copy.limit = bytes);
    }

    @Override
    public Command withTerminal(int columns, int rows) {
        if (Math.min(columns, rows) < 1 || Math.max(columns, rows) > 9999) {
            throw new IllegalArgumentException(
                    "a terminal of " + columns + " columns and " + rows + " rows; both go from 1 to 9999");
        }
        return with(copy -> {
            copy.columns = columns;
            copy.rows = rows;
        });
    }

    @Override
    public boolean needsContext() {
        return columns > 0
                || emptyEnvironment
                || isLong(input)
                || script != null && script.length > SHORT
                || !environment.keySet().stream().allMatch(NAME.asMatchPredicate());
    }

    private static boolean isLong(Input input) {
        if (input instanceof Input.OfFile from) {
            try {
                return !Files.isRegularFile(from.file()) || Files.size(from.file()) > SHORT;
            } catch (IOException e) {
                return true;
            }
        }
        return !(input instanceof Input.None) && !(input instanceof Input.Bytes given && given.bytes().length <= SHORT);
    }

    @Override
    public List<byte[]> words() {
        return words;
    }

    @Override
    public Optional<byte[]> script() {
        return Optional.ofNullable(script);
    }

    @Override
    public List<byte[]> interpreter() {
        return interpreter;
    }

    @Override
    public Optional<byte[]> directory() {
        return Optional.ofNullable(directory);
    }

    @Override
    public Map<String, Optional<byte[]>> environment() {
        return environment;
    }

    @Override
    public boolean hasEmptyEnvironment() {
        return emptyEnvironment;
    }

    @Override
    public Input input() {
        return input;
    }

    @Override
    public Optional<Output> output() {
        return Optional.ofNullable(output);
    }

    @Override
    public Optional<Output> errors() {
        return Optional.ofNullable(errors);
    }

    @Override
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(script == null ? "" : "a script");
        for (byte[] word : words) {
            text.append(text.length() == 0 ? "" : " ").append(Printable.word(new String(word, StandardCharsets.UTF_8)));
        }
        return text.toString();
    }
}
