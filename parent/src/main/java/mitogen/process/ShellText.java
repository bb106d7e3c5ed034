package mitogen.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import mitogen.CommandException.Reason;

/**
 * A {@link Plan} as text for a POSIX shell, which does what {@link Starter} does in a context. It is ASCII: other bytes are
 * for {@code printf %b}. It calls functions of {@code CommandStage}: {@code _n REASON TEXT} tells that there was no start,
 * {@code _z} tells the status, {@code _y} keeps a shell alive for that.
 */
final class ShellText {
    private static final String DIRECTORY = "CDPATH= cd -- PATH_THERE >/dev/null 2>&1||_n " + Reason.NO_DIRECTORY
            + " there is no such directory, or it cannot be entered;";

    /** Looks for the program as the system does, because the shell would take commands of its own first. */
    private static final String CHECK = "_x(){ [ -x \"$1\" ]&&[ ! -d \"$1\" ]&&_f=y;};_f=;_o=$IFS;IFS=:;set -f;"
            + "case $1 in */*)_x \"$1\"||[ ! -e \"$1\" ]||_f=n;;"
            + "*)[ \"${PATH+x}\" ]||_f=y;for _i in $PATH;do _i=${_i:-.}/$1;_x \"$_i\"&&break;"
            + "[ -e \"$_i\" ]&&_f=n;done;;esac;set +f;IFS=$_o;"
            + "case $_f in n)_n " + Reason.NOT_EXECUTABLE + " Permission denied;;"
            + "\"\")_n " + Reason.NOT_FOUND + " \"WHOSEPATH is $PATH\";;esac;";

    /** What the program is looked up in. All other variables are set in the shell that becomes the command. */
    private static final Predicate<String> PATH = "PATH"::equals;

    /** Becomes the command, in a shell of its own. Descriptor 4 is the link, and 5 is standard error. */
    private static final String BECOME = "exec \"$@\"";

    private static final String BECOME_END = " 4<&- 5>&-);_z";

    /** What writes into a pipe holds nothing else open. */
    private static final String PIPE = "' 4<&- 5>&- 2>/dev/null|{ _y;";

    /** The name of the script is chosen there. */
    private static final String SCRIPT =
            "_i=" + Interpreter.PIPE + ";[ -e /dev/fd/0 ]||_i=" + Interpreter.PIPE_OF_PROC + ";set -- \"$@\" $_i;";

    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    /** Linux takes no word that is longer, see execve(2). */
    private static final int LONGEST_WORD = 128 * 1024 - 1;

    private ShellText(Plan plan) {
        this.plan = plan;
    }

    /** The text. */
    static String of(Plan plan) throws NotStartedException {
        return new ShellText(plan).text();
    }

    private String text() throws NotStartedException {
        List<byte[]> words = Starter.words(plan, Interpreter.PIPE);
        int script = plan.script() == null || Interpreter.readsStandardInput(words)
                ? -1
                : Interpreter.of(plan).size();
        Starter.checkInput(plan, words);
        if (plan.directory() != null) {
            String directory = word(plan.directory());
            text.append(DIRECTORY.replace("PATH_THERE", directory));
        }
        text.append("set --;");
        for (int i = 0; i < words.size(); i++) {
            byte[] each = words.get(i);
            if (i == script) {
                text.append(SCRIPT);
                continue;
            }
            if (each.length > LONGEST_WORD) {
                throw new NotStartedException(Reason.NOT_STARTED, "Argument list too long");
            }
            String word = word(each);
            text.append("set -- \"$@\" ").append(word).append(';');
        }
        environment(PATH);
        text.append(CHECK.replace("WHOSE", plan.script() == null ? "" : "its interpreter is $1; "));
        run(Interpreter.readsStandardInput(words));
        return text.toString();
    }

    /** Sets or removes those variables whose names fit. */
    private void environment(Predicate<String> names) {
        for (String name : plan.removed()) {
            if (names.test(name)) {
                text.append("unset ").append(name).append(';');
            }
        }
        for (byte[] variable : plan.variables()) {
            String name = new String(variable, ISO_8859_1);
            name = name.substring(0, name.indexOf('='));
            if (names.test(name)) {
                String value = word(Arrays.copyOfRange(variable, name.length() + 1, variable.length));
                text.append("export ").append(name).append('=').append(value).append(';');
            }
        }
    }

    private void run(boolean readsStandardInput) {
        List<byte[]> inputs = new ArrayList<>(); // what comes through pipes, the outer one first
        String redirects = "";
        if (plan.input() == Plan.Input.GIVEN) {
            inputs.add(plan.given());
        }
        if (plan.script() != null && readsStandardInput) {
            inputs.add(plan.script());
        } else if (plan.script() != null) {
            redirects = " 3<&0" + (inputs.isEmpty() ? " </dev/null" : " <&7 7<&-");
            inputs.add(plan.script());
        }
        if (inputs.isEmpty()) {
            redirects = " </dev/null";
        }
        for (int i = 0; i < inputs.size(); i++) {
            text.append(i == 0 ? "" : "exec 7<&0;")
                    .append("printf %b '")
                    .append(escaped(inputs.get(i)))
                    .append(PIPE);
        }
        text.append('(');
        environment(PATH.negate());
        text.append(BECOME).append(redirects).append(outputs()).append(BECOME_END);
        text.append(";}".repeat(inputs.size()));
    }

    private String outputs() {
        String out = plan.output() == Plan.Output.DISCARDED ? " >/dev/null" : "";
        return switch (plan.errors()) {
            case DISCARDED -> out + " 2>/dev/null";
            case MERGED -> out + " 2>&1";
            default -> out + " 2>&5";
        };
    }

    /**
     * One word of a shell's command. One that is not ASCII is put into a variable first, with a dot behind it: the shell would
     * drop line ends at its end.
     */
    private String word(byte[] bytes) {
        if (Words.areAscii(List.of(bytes))) {
            return "'" + new String(bytes, ISO_8859_1).replace("'", "'\\''") + "'";
        }
        text.append("_w=$(printf %b. '").append(escaped(bytes)).append("');");
        return "\"${_w%.}\"";
    }

    /** For {@code printf %b}, between single quotes. */
    private static String escaped(byte[] bytes) {
        StringBuilder escaped = new StringBuilder(bytes.length + bytes.length / 8);
        for (byte each : bytes) {
            if (each <= 0 || each == '\\' || each == '\'') {
                escaped.append("\\0")
                        .append(Integer.toOctalString(each & 0xff | 0x200).substring(1));
            } else {
                escaped.append((char) each);
            }
        }
        return escaped.toString();
    }
}
