package mitogen;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import mitogen.internal.Printable;

/**
 * A command to run at a context, with {@link Context#run(Command)} or {@link Context#start(Command)}. A command is a program
 * and its arguments. Each argument arrives as it is. No shell is involved, unless {@link #shell} asks for one.
 *
 * <p>A command is immutable and thread-safe. The methods that begin with {@code with} return a copy. Its streams, consumers
 * and files belong to the context that calls {@code run} or {@code start}. Everything else belongs to the context that runs
 * the command.
 */
public final class Command {
    /** How many bytes {@code run} collects of each output, unless {@link #withLimit} says otherwise: 16 MiB. */
    public static final int DEFAULT_LIMIT = 16 * 1024 * 1024;

    private final CommandForm form;

    private Command(CommandForm form) {
        this.form = form;
    }

    /**
     * Makes a command of a program and its arguments.
     *
     * @param words the program and its arguments, which arrive in UTF-8. A program without a slash is looked up in the
     *     {@code PATH} there
     * @return the command, with an empty standard input and the environment of the account
     * @throws IllegalArgumentException if there is no word, or one has a NUL character
     */
    public static Command of(String... words) {
        return of(Arrays.asList(words));
    }

    /**
     * Makes a command of a program and its arguments, as {@link #of(String...)} does.
     *
     * @param words the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if there is no word, or one has a NUL character
     */
    public static Command of(List<String> words) {
        return ofBytes(bytes(words));
    }

    /**
     * Makes a command of a program and its arguments as bytes, for names that are not UTF-8.
     *
     * @param words the program and its arguments; not to be changed from now on
     * @return the command
     * @throws IllegalArgumentException if there is no word, or one has a zero byte
     */
    public static Command ofBytes(List<byte[]> words) {
        if (words.isEmpty() || words.get(0).length == 0) {
            throw new IllegalArgumentException("a command needs a program as its first word");
        }
        return new Command(new CommandForm(words, null));
    }

    /**
     * Makes a command of a line for {@code /bin/sh} and arguments that the shell does not interpret:
     * {@code Command.shell("gzip -dc \"$1\" | wc -l", file)}.
     *
     * @param line what the shell runs
     * @param arguments {@code $1} and so on
     * @return the command
     */
    public static Command shell(String line, String... arguments) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", line, "sh"));
        words.addAll(Arrays.asList(arguments));
        return of(words);
    }

    /**
     * Makes a command of a script. No file is made there: the text comes through a pipe, which the interpreter opens as
     * {@code /dev/fd/3}. So the standard input is free for data. (Node and its kin cannot do that: they read the text from
     * their standard input.)
     *
     * @param text the script. If its first line begins with {@code #!}, that line names the interpreter. Otherwise the
     *     interpreter is {@code sh}. {@link #withInterpreter} sets another interpreter
     * @param arguments of the script
     * @return the command
     */
    public static Command script(String text, String... arguments) {
        return scriptBytes(text.getBytes(StandardCharsets.UTF_8), bytes(Arrays.asList(arguments)));
    }

    /**
     * Makes a command of a script whose text and arguments are bytes, as {@link #script} does.
     *
     * @param text the script; not to be changed from now on
     * @param arguments of the script
     * @return the command
     */
    public static Command scriptBytes(byte[] text, List<byte[]> arguments) {
        return new Command(new CommandForm(arguments, Objects.requireNonNull(text, "a script got null")));
    }

    /**
     * Sets the interpreter of a script.
     *
     * @param words the interpreter and its options, up to where the name of the script goes
     * @return a copy of this command
     * @throws IllegalArgumentException if this command is no script, or there is no word
     */
    public Command withInterpreter(String... words) {
        if (form.script == null || words.length == 0) {
            throw new IllegalArgumentException("withInterpreter needs a script and an interpreter: " + this);
        }
        return with(copy -> copy.interpreter = bytes(Arrays.asList(words)));
    }

    private static List<byte[]> bytes(List<String> words) {
        List<byte[]> bytes = new ArrayList<>(words.size());
        for (String word : words) {
            bytes.add(
                    Objects.requireNonNull(word, "a word of a command is null").getBytes(StandardCharsets.UTF_8));
        }
        return bytes;
    }

    private Command with(Consumer<CommandForm> change) {
        CommandForm copy = form.copy();
        change.accept(copy);
        return new Command(copy);
    }

    /**
     * Sets the working directory. By default it is the directory where the context was started, usually the account's home.
     *
     * @param directory a path there, not null
     * @return a copy of this command
     */
    public Command withDirectory(String directory) {
        Objects.requireNonNull(directory, "withDirectory got null");
        return with(copy -> copy.directory = directory);
    }

    /**
     * Sets a variable of the environment.
     *
     * @param name not empty, and without {@code =}
     * @param value its value, which arrives in UTF-8
     * @return a copy of this command
     * @throws IllegalArgumentException if no variable can have that name or value
     */
    public Command withEnvironment(String name, String value) {
        Objects.requireNonNull(value, "a variable's value is null; withoutEnvironment removes one");
        return withVariable(name, Optional.of(value));
    }

    /**
     * Removes a variable from the environment.
     *
     * @param name its name
     * @return a copy of this command
     * @throws IllegalArgumentException if no variable can have that name
     */
    public Command withoutEnvironment(String name) {
        return withVariable(name, Optional.empty());
    }

    private Command withVariable(String name, Optional<String> value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value.orElse("")).indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no variable can have this name or value: "
                    + Printable.line(name + value.map("="::concat).orElse("")));
        }
        Map<String, Optional<String>> all = new LinkedHashMap<>(form.environment);
        all.put(name, value);
        return with(copy -> copy.environment = Collections.unmodifiableMap(all));
    }

    /**
     * Empties the environment. It then has only the variables that are set after this call.
     *
     * @return a copy of this command
     */
    public Command withEmptyEnvironment() {
        return with(copy -> {
            copy.emptyEnvironment = true;
            copy.environment = Map.of();
        });
    }

    /**
     * Sets the standard input: these bytes, and then its end.
     *
     * @param bytes what the command may read; not to be changed from now on
     * @return a copy of this command
     */
    public Command withInput(byte[] bytes) {
        return withInput(new CommandInput.Bytes(Objects.requireNonNull(bytes, "withInput got null")));
    }

    /**
     * Sets the standard input: this text in UTF-8, and then its end.
     *
     * @param text what the command may read
     * @return a copy of this command
     */
    public Command withInput(String text) {
        return withInput(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the standard input: the bytes of a stream, until the end of the stream or of the command. {@code System.in} passes
     * on the standard input of this program.
     *
     * @param stream read by a separate thread, and not closed. If the stream throws, the command is killed, and its run fails
     * @return a copy of this command
     */
    public Command withInput(InputStream stream) {
        return withInput(new CommandInput.OfStream(Objects.requireNonNull(stream, "withInput got null")));
    }

    /**
     * Sets the standard input: the content of a file.
     *
     * @param file opened when the command is started
     * @return a copy of this command
     */
    public Command withInput(Path file) {
        return withInput(new CommandInput.OfFile(Objects.requireNonNull(file, "withInput got null")));
    }

    private Command withInput(CommandInput input) {
        return with(copy -> copy.input = input);
    }

    /**
     * Sets where standard output goes. Without it, {@code run} collects it, and {@code start} gives it as a stream.
     *
     * @param output where standard output goes
     * @return a copy of this command
     */
    public Command withOutput(CommandOutput output) {
        Objects.requireNonNull(output, "withOutput got null");
        return with(copy -> copy.output = output);
    }

    /**
     * Sets where standard error goes. Without it, {@code run} collects it, and {@code start} gives it as a stream.
     *
     * @param errors where standard error goes
     * @return a copy of this command
     */
    public Command withErrors(CommandOutput errors) {
        Objects.requireNonNull(errors, "withErrors got null");
        return with(copy -> copy.errors = errors);
    }

    /**
     * Sends standard error to where standard output goes. The order in which the command writes both is kept.
     *
     * @return a copy of this command
     */
    public Command withMergedErrors() {
        return withErrors(new CommandOutput.Merged());
    }

    /**
     * Sets how long the command may run. After that, all its processes get SIGTERM, and at most one second later SIGKILL. The run then
     * fails with {@link CommandException.Reason#TIMED_OUT}.
     *
     * @param timeout more than zero, counted there from the start of the command
     * @return a copy of this command
     * @throws IllegalArgumentException if the timeout is zero or less
     */
    public Command withTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout of a command is " + timeout + "; it has to be above zero");
        }
        return with(copy -> copy.timeout = timeout);
    }

    /**
     * Sets how much output {@code run} collects. If there is more, the command is killed, and the run fails with
     * {@link CommandException.Reason#TOO_MUCH_OUTPUT}.
     *
     * @param bytes the most bytes of each output, 0 to 64 MiB; take a larger output as a stream
     * @return a copy of this command
     * @throws IllegalArgumentException if {@code bytes} is out of range
     */
    public Command withLimit(int bytes) {
        if (bytes < 0 || bytes > 64 * 1024 * 1024) {
            throw new IllegalArgumentException(
                    "the limit of a command's output is " + bytes + "; it goes from 0 to 64 MiB");
        }
        return with(copy -> copy.limit = bytes);
    }

    /**
     * Runs the command at a terminal of its own (a pty). Its standard error is then a part of its standard output. The tool
     * {@code script} or {@code python3} makes the terminal there. If both are missing, the run fails with
     * {@link CommandException.Reason#NO_TERMINAL}.
     *
     * @param columns the width of the terminal, 1 to 9999
     * @param rows the height of the terminal, 1 to 9999
     * @return a copy of this command
     * @throws IllegalArgumentException if one of them is out of range
     */
    public Command withTerminal(int columns, int rows) {
        checkSize(columns, rows);
        return with(copy -> {
            copy.columns = columns;
            copy.rows = rows;
        });
    }

    static void checkSize(int columns, int rows) {
        if (Math.min(columns, rows) < 1 || Math.max(columns, rows) > 9999) {
            throw new IllegalArgumentException(
                    "a terminal of " + columns + " columns and " + rows + " rows; both go from 1 to 9999");
        }
    }

    /** {@return the program and its arguments; for a script, only the arguments of the script} */
    public List<byte[]> words() {
        return form.words;
    }

    /** {@return the text of the script; empty if this command is no script} */
    public Optional<byte[]> script() {
        return Optional.ofNullable(form.script);
    }

    /** {@return the interpreter that was set; empty if the first line of the script chooses it} */
    public List<byte[]> interpreter() {
        return form.interpreter;
    }

    /** {@return the working directory, if one was set} */
    public Optional<String> directory() {
        return Optional.ofNullable(form.directory);
    }

    /** {@return the variables that were set or removed, in this order; a removed one has no value} */
    public Map<String, Optional<String>> environment() {
        return form.environment;
    }

    /** {@return whether the environment has only the variables that were set} */
    public boolean hasEmptyEnvironment() {
        return form.emptyEnvironment;
    }

    /** {@return what the command reads as its standard input} */
    public CommandInput input() {
        return form.input;
    }

    /** {@return where standard output goes, if that was set} */
    public Optional<CommandOutput> output() {
        return Optional.ofNullable(form.output);
    }

    /** {@return where standard error goes, if that was set} */
    public Optional<CommandOutput> errors() {
        return Optional.ofNullable(form.errors);
    }

    /** {@return the timeout, if one was set} */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(form.timeout);
    }

    /** {@return the most bytes of each output that are collected} */
    public int limit() {
        return form.limit;
    }

    /** {@return the columns of the terminal, or 0 if the command has none} */
    public int columns() {
        return form.columns;
    }

    /** {@return the rows of the terminal, or 0 if the command has none} */
    public int rows() {
        return form.rows;
    }

    /** Returns the command as it would be typed. */
    @Override
    public String toString() {
        return form.text();
    }
}
