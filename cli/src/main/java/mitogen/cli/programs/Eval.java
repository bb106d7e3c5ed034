package mitogen.cli.programs;

import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import mitogen.cli.system.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code mitogen eval}: an expression of Java, whose value is printed, or statements. */
@CommandLine.Command(
        name = "eval",
        sortOptions = false,
        description = {
            "Evaluate a Java expression at each target, and print its value; or run statements.",
            "It is compiled here. The usual packages of java.base and mitogen are imported."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen eval -t web1 'Runtime.version()'",
            "  mitogen eval -t 'web*' -b 'Files.getFileStore(Path.of(\"/\")).type()'",
            "  mitogen eval -t web1 'for (var a : args) System.out.println(Path.of(a).toRealPath());' /bin /lib"
        })
public final class Eval extends CompilingCommand {
    /** What stands before it, on a line of its own, and after it. An array is shown by its elements, a stream a line each. */
    private static final String BEFORE = Stream.of(
                            "java.io",
                            "java.math",
                            "java.net",
                            "java.nio.file",
                            "java.time",
                            "java.util",
                            "java.util.concurrent",
                            "java.util.function",
                            "java.util.regex",
                            "java.util.stream",
                            "mitogen")
                    .map(name -> "import " + name + ".*;")
                    .reduce("", String::concat)
            + "class Eval{"
            + "static void show(Object o){if(o instanceof BaseStream<?,?> s)s.iterator().forEachRemaining(Eval::show);else{"
            + "String t=Arrays.deepToString(new Object[]{o});System.out.println(t.substring(1,t.length()-1));}}"
            + "public static void main(String[] args)throws Throwable{";

    private static final String AFTER = "\n}}\n";

    @Parameters(index = "0", paramLabel = "EXPRESSION", description = "an expression, or statements")
    private String text;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what it finds in the array args")
    private List<String> arguments = List.of();

    public Eval(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        return run("eval", text, arguments, true, this::compiled);
    }

    /** As an expression; or else as statements; null if it is neither. */
    private Program compiled(int release) {
        StringWriter messages = new StringWriter();
        Program expression =
                Program.ofText("expression", BEFORE + "show(\n" + text + "\n);" + AFTER, release, messages);
        if (expression != null) {
            return expression;
        }
        boolean isOne = text.stripTrailing().matches("(?s).*[;}]");
        StringWriter others = new StringWriter();
        Program statements =
                Program.ofText("expression", BEFORE + "\n" + text + (isOne ? "" : ";") + AFTER, release, others);
        if (statements == null) {
            terminal.err()
                    .print((isOne ? others : messages).toString().replaceAll("(?m)^/?expression:2:", "expression:1:"));
        }
        return statements;
    }
}
