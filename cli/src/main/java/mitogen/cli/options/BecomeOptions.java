package mitogen.cli.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import mitogen.ConnectionMethod;
import mitogen.cli.status.UsageException;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Quoted;
import mitogen.connect.Doas;
import mitogen.connect.Su;
import mitogen.connect.Sudo;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that add a hop to each target: to another account there. */
final class BecomeOptions {
    private static final String ROOT = "";

    @Option(
            names = "--become",
            arity = "0..1",
            paramLabel = "USER",
            preprocessor = AttachedOnly.class,
            description =
                    "as another account at each target (default: root); the same as /sudo:USER behind each of them")
    private String user;

    @Option(
            names = "--become-method",
            paramLabel = "METHOD",
            description = "sudo, su or doas, for --become (default: sudo)")
    private String method;

    /** The targets with the further hop. Where that is the last one already, nothing is added. */
    List<Target> applied(List<Target> targets) {
        if (user == null) {
            if (method != null) {
                throw new UsageException(
                        "--become-method is about --become, which is missing\nAdd --become, or --become=USER.");
            }
            return targets;
        }
        ConnectionMethod hop = hop();
        return targets.stream()
                .map(target -> target.hops().get(target.hops().size() - 1).equals(hop) ? target : with(target, hop))
                .toList();
    }

    private static Target with(Target target, ConnectionMethod hop) {
        List<ConnectionMethod> hops = new ArrayList<>(target.hops());
        hops.add(hop);
        String text = target.text() + "/" + hop.label();
        String number = target.name().substring(target.text().length()); // #2
        return new Target(text + number, text, hops);
    }

    private ConnectionMethod hop() {
        boolean root = user.equals(ROOT);
        try {
            return switch (method == null ? "sudo" : method) {
                case "sudo" -> root ? Sudo.sudo() : Sudo.sudo(user);
                case "su" -> root ? Su.su() : Su.su(user);
                case "doas" -> root ? Doas.doas() : Doas.doas(user);
                default ->
                    throw new UsageException("--become-method takes sudo, su or doas, not " + Quoted.word(method)
                            + "\nOther ways are written behind the target, as in -t web1/docker:app.");
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException("--become: " + e.getMessage() + "\nGive the name of an account: --become=deploy.");
        }
    }

    /** Takes a value only if it stands behind {@code =}, as the next word may be the command. */
    static final class AttachedOnly implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            option.setValue("=".equals(info.get("separator")) ? args.pop() : ROOT);
            return true;
        }
    }
}
