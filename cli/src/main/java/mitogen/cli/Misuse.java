package mitogen.cli;

import java.util.List;
import java.util.Map;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Quoted;
import mitogen.internal.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line that picocli does not understand, and what was probably meant. */
final class Misuse {
    /** So many letters may be wrong in an option. */
    private static final int CLOSE = 2;

    private Misuse() {}

    static int told(Terminal terminal, ParameterException failure, String[] args) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        terminal.err().println("mitogen: " + Printable.text(Arguments.shown(text(failure, command, args))));
        return ExitStatus.USAGE;
    }

    private static String text(ParameterException failure, CommandSpec command, String[] args) {
        String name = command.qualifiedName();
        String wrong = unknownOption(command, args);
        if (wrong != null) {
            String close = closest(command, wrong);
            return "there is no option " + wrong + (close == null ? "" : "; did you mean " + close + "?") + "\nTry: "
                    + name + " --help";
        }
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            return name + " takes no argument, and got " + first + "\n" + "Targets are given with -t. Try: " + name
                    + " -t " + Quoted.word(first);
        }
        return failure.getMessage() + "\nTry: " + name + " --help";
    }

    /** The first word that looks like an option and is none, before what belongs to the program. */
    private static String unknownOption(CommandSpec command, String[] args) {
        Map<String, CommandLine.Model.OptionSpec> options = command.optionsMap();
        boolean inCommand = command.parent() == null;
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (!inCommand) {
                inCommand = word.equals(command.name());
                continue;
            }
            if (word.equals("--")) {
                return null;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                if (command.parser().stopAtPositional()) {
                    return null;
                }
                continue;
            }
            String option = word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, 2);
            if (!options.containsKey(option)) {
                return option.startsWith("--") ? option : word;
            }
            boolean attached = word.startsWith("--") ? word.contains("=") : word.length() > 2;
            if (options.get(option).arity().min() > 0 && !attached) {
                i++; // its value
            }
        }
        return null;
    }

    private static String closest(CommandSpec command, String wrong) {
        String best = null;
        int distance = CLOSE + 1;
        for (String option : List.copyOf(command.optionsMap().keySet())) {
            int next = distance(option, wrong);
            if (option.startsWith("--") && (next < distance || best == null && wrong.startsWith(option + "-"))) {
                best = option;
                distance = Math.min(next, distance);
            }
        }
        return best;
    }

    /** So many letters have to be put in, taken out, changed, or swapped with the next one. */
    static int distance(String a, String b) {
        int[][] all = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    all[i][j] = i + j;
                    continue;
                }
                int changed = all[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                all[i][j] = Math.min(changed, 1 + Math.min(all[i - 1][j], all[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    all[i][j] = Math.min(all[i][j], all[i - 2][j - 2] + 1);
                }
            }
        }
        return all[a.length()][b.length()];
    }
}
