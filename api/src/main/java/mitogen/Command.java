package mitogen;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A command to run in a context, with {@link Context#run(Command)} or {@link Context#start(Command)}: a program and its
 * arguments, each of which arrives as it is. No shell is involved, unless {@link #shell} asks for one.
 *
 * <p>Immutable and thread-safe: the methods that begin with {@code with} return a copy. Streams, consumers and files are those of
 * the context that calls {@code run} or {@code start}. All else is of the context that runs the command.
 */
public sealed interface Command permits CommandForm {
    /** How many bytes {@code run} collects of each output, unless {@link #withLimit} says otherwise: 16 MiB. */
    int DEFAULT_LIMIT = 16 * 1024 * 1024;

    /** The most bytes of input, or of a script, that are sent together with a command to the end of a path: 256 KiB. */
    int SHORT = 256 * 1024;

    /**
     * Makes a command of a program and its arguments.
     *
     * @param words the program, which the {@code PATH} there finds if it has no slash, and its arguments, all in UTF-8
     * @return the command, with an empty standard input and the environment of the account
     * @throws IllegalArgumentException if there is no word, or one has a NUL character
     */
    static Command of(String... words) {
        return of(Arrays.asList(words));
    }

    /**
     * Makes a command of a program and its arguments, as {@link #of(String...)} does.
     *
     * @param words the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if there is no word, or one has a NUL character
     */
    static Command of(List<String> words) {
        return ofBytes(CommandForm.bytes(words));
    }

    /**
     * Makes a command of a program and its arguments as bytes, for names that are not UTF-8.
     *
     * @param words the program and its arguments; not to be changed from now on
     * @return the command
     * @throws IllegalArgumentException if there is no word, or one has a zero byte
     */
    static Command ofBytes(List<byte[]> words) {
        if (words.isEmpty() || words.get(0).length == 0) {
            throw new IllegalArgumentException("a command needs a program as its first word");
        }
        return new CommandForm(words, null);
    }

    /**
     * Makes a command of a line for {@code /bin/sh} and arguments that the shell does not interpret:
     * {@code Command.shell("gzip -dc \"$1\" | wc -l", file)}.
     *
     * @param line what the shell runs
     * @param arguments {@code $1} and so on
     * @return the command
     */
    static Command shell(String line, String... arguments) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", line, "sh"));
        words.addAll(Arrays.asList(arguments));
        return of(words);
    }

    /**
     * Makes a command of a script. No file is made there: the text comes through a pipe, which the interpreter opens as
     * {@code /dev/fd/3}. So the standard input is free for data. (Node and its kin cannot open it: they read the text from
     * their standard input.)
     *
     * @param text the script. If its first line begins with {@code #!}, that line names the interpreter. Otherwise the
     *     interpreter is {@code sh}. {@link #withInterpreter} sets another interpreter
     * @param arguments of the script
     * @return the command
     */
    static Command script(String text, String... arguments) {
        return scriptBytes(text.getBytes(StandardCharsets.UTF_8), CommandForm.bytes(Arrays.asList(arguments)));
    }

    /**
     * Makes a command of a script whose text and arguments are bytes, as {@link #script} does.
     *
     * @param text the script; not to be changed from now on
     * @param arguments of the script
     * @return the command
     */
    static Command scriptBytes(byte[] text, List<byte[]> arguments) {
        return new CommandForm(arguments, Objects.requireNonNull(text, "a script got null"));
    }

    /**
     * Sets the interpreter of a script.
     *
     * @param words the interpreter and its options, up to where the name of the script goes
     * @return a copy of this command
     * @throws IllegalArgumentException if this command is no script, or there is no word
     */
    Command withInterpreter(String... words);

    /**
     * Sets the working directory. By default it is the directory where the context was started, usually the account's home.
     *
     * @param directory a path there, not null
     * @return a copy of this command
     */
    Command withDirectory(String directory);

    /**
     * {@return a copy of this command with a working directory whose path need not be UTF-8}
     *
     * @param directory a path there; not to be changed from now on
     */
    Command withDirectory(byte[] directory);

    /**
     * Sets a variable of the environment.
     *
     * @param name not empty, and without {@code =}
     * @param value its value, which arrives in UTF-8
     * @return a copy of this command
     * @throws IllegalArgumentException if no variable can have that name or value
     */
    Command withEnvironment(String name, String value);

    /**
     * {@return a copy of this command with a variable whose value need not be UTF-8}
     *
     * @param name not empty, and without {@code =}
     * @param value its value; not to be changed from now on
     * @throws IllegalArgumentException if no variable can have that name or value
     */
    Command withEnvironment(String name, byte[] value);

    /**
     * {@return a copy of this command without a variable of the environment}
     *
     * @param name its name
     * @throws IllegalArgumentException if no variable can have that name
     */
    Command withoutEnvironment(String name);

    /** {@return a copy of this command whose environment has only the variables that are set after this call} */
    Command withEmptyEnvironment();

    /**
     * Sets the standard input: these bytes, and then its end.
     *
     * @param bytes what the command may read; not to be changed from now on
     * @return a copy of this command
     */
    Command withInput(byte[] bytes);

    /**
     * Sets the standard input: this text in UTF-8, and then its end.
     *
     * @param text what the command may read
     * @return a copy of this command
     */
    Command withInput(String text);

    /**
     * Sets the standard input: the bytes of a stream, until the end of the stream or of the command. {@code System.in} passes
     * on the standard input of this program.
     *
     * @param stream read by a separate thread, and not closed, as {@code Files.copy} does not close its stream. If the command
     *     ends first, up to 64 KiB were read that the command did not take, and one read may still be waiting. If the stream
     *     throws, the command is killed, and its run fails
     * @return a copy of this command
     */
    Command withInput(InputStream stream);

    /**
     * Sets the standard input: the content of a file.
     *
     * @param file opened when the command is started
     * @return a copy of this command
     */
    Command withInput(Path file);

    /**
     * Sets where standard output goes. Without it, {@code run} collects it, and {@code start} gives it as a stream.
     *
     * @param output where standard output goes
     * @return a copy of this command
     */
    Command withOutput(Output output);

    /**
     * Sets where standard error goes. Without it, {@code run} collects it, and {@code start} gives it as a stream.
     *
     * @param errors where standard error goes
     * @return a copy of this command
     */
    Command withErrors(Output errors);

    /**
     * Sends standard error to where standard output goes. The order in which the command writes both is kept.
     *
     * @return a copy of this command
     */
    Command withMergedErrors();

    /**
     * Sets how long the command may run. After that, all its processes get SIGTERM, and at most one second later SIGKILL. The run then
     * fails with {@link CommandException.Reason#TIMED_OUT}.
     *
     * @param timeout more than zero, counted there from the start of the command
     * @return a copy of this command
     * @throws IllegalArgumentException if the timeout is zero or less
     */
    Command withTimeout(Duration timeout);

    /**
     * Sets how much output {@code run} collects. If there is more, the command is killed, and the run fails with
     * {@link CommandException.Reason#TOO_MUCH_OUTPUT}.
     *
     * @param bytes the most bytes of each output, 0 to 64 MiB; take a larger output as a stream
     * @return a copy of this command
     * @throws IllegalArgumentException if {@code bytes} is out of range
     */
    Command withLimit(int bytes);

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
    Command withTerminal(int columns, int rows);

    /**
     * {@return whether this command needs a context, and so a Java, at the end of a path} It needs one for a terminal, an
     * empty environment, an input that is a stream, an input or a script of more than {@link #SHORT}, and a variable whose
     * name no shell can set.
     */
    boolean needsContext();

    /** {@return the program and its arguments; for a script, only the arguments of the script} */
    List<byte[]> words();

    /** {@return the text of the script; empty if this command is no script} */
    Optional<byte[]> script();

    /** {@return the interpreter that was set; empty if the first line of the script chooses it} */
    List<byte[]> interpreter();

    /** {@return the path of the working directory, if one was set} */
    Optional<byte[]> directory();

    /** {@return the variables that were set or removed, in this order; a removed one has no value} */
    Map<String, Optional<byte[]>> environment();

    /** {@return whether the environment has only the variables that were set} */
    boolean hasEmptyEnvironment();

    /** {@return what the command reads as its standard input} */
    Input input();

    /** {@return where standard output goes, if that was set} */
    Optional<Output> output();

    /** {@return where standard error goes, if that was set} */
    Optional<Output> errors();

    /** {@return the timeout, if one was set} */
    Optional<Duration> timeout();

    /** {@return the most bytes of each output that are collected} */
    int limit();

    /** {@return the columns of the terminal, or 0 if the command has none} */
    int columns();

    /** {@return the rows of the terminal, or 0 if the command has none} */
    int rows();

    /** {@return the command as it would be typed} */
    @Override
    String toString();

    /** What a command reads as its standard input. {@code withInput} makes all kinds except {@link None} and {@link OfCommand}. */
    sealed interface Input {
        /**
         * No input: it ends at once. With {@code start}, the input is what is written to {@code Process.getOutputStream}.
         */
        record None() implements Input {}

        /**
         * Bytes.
         *
         * @param bytes not to be changed
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Bytes(byte[] bytes) implements Input {}

        /**
         * The bytes of a stream.
         *
         * @param stream of the context that starts the command
         */
        record OfStream(InputStream stream) implements Input {}

        /**
         * The content of a file.
         *
         * @param file of the context that starts the command
         */
        record OfFile(Path file) implements Input {}

        /**
         * The standard output of another command, see {@link Group#pipe}.
         *
         * @param context the {@link Context} where the other command runs; no type here knows that type
         * @param command the other command
         */
        record OfCommand(Object context, Command command) implements Input {}
    }

    /** Where an output of a command goes. */
    sealed interface Output {
        /** {@return for {@code run}: an output that is collected in the {@link CommandResult}} */
        static Output collected() {
            return new Collected();
        }

        /**
         * {@return an output that is written to a stream, as it comes}
         *
         * @param stream written by one thread at a time, flushed, and not closed. If the stream throws, the command is
         *     killed, and the run fails
         */
        static Output to(OutputStream stream) {
            return new ToStream(Objects.requireNonNull(stream, "to got null"));
        }

        /**
         * {@return an output that is passed on line by line, as it comes, decoded in the charset of the context}
         *
         * @param consumer takes each line without its line end; called by one thread at a time. A last line without a line end
         *     comes too. If the consumer throws, the run fails as with a stream
         */
        static Output lines(Consumer<String> consumer) {
            return new ToLines(Objects.requireNonNull(consumer, "lines got null"));
        }

        /** {@return an output that the context prints} It arrives together with the context's other output. */
        static Output ofContext() {
            return new OfContext();
        }

        /** {@return an output that goes to {@code /dev/null}} */
        static Output discarded() {
            return new Discarded();
        }

        /** See {@link #collected}. */
        record Collected() implements Output {}

        /**
         * See {@link #to}.
         *
         * @param stream where the output goes
         */
        record ToStream(OutputStream stream) implements Output {}

        /**
         * See {@link #lines}.
         *
         * @param consumer where the lines go
         */
        record ToLines(Consumer<String> consumer) implements Output {}

        /** See {@link #ofContext}. */
        record OfContext() implements Output {}

        /** See {@link #discarded}. */
        record Discarded() implements Output {}

        /** For standard error: see {@link #withMergedErrors}. */
        record Merged() implements Output {}
    }
}
