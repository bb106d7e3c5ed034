package mitogen.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import mitogen.Context;
import mitogen.Transfer;
import mitogen.internal.TransferOrder;
import mitogen.transfer.Place;
import mitogen.transfer.Rule;
import mitogen.transfer.Transfers;

/**
 * Has a transfer done between paths.
 *
 * @param here the context in which this runs
 * @param places says where a path is
 */
record Carrying(Context here, Function<Path, Place> places) {
    Transfer.Result run(TransferOrder order, Consumer<Object> progress) {
        List<Place> to = new ArrayList<>();
        for (Path each : order.to()) {
            to.add(places.apply(each));
        }
        return Transfers.run(
                order,
                rules(order.includes()),
                rules(order.excludes()),
                places.apply(order.from()),
                to,
                here,
                (type, reason, path) -> Exceptions.of(
                        new Failure(type, true, false, reason.isEmpty() ? null : reason), path.toString(), null),
                progress);
    }

    /** Rules of globs; slashes at the ends of a glob are no part of it. */
    private static List<Rule.Text> rules(List<String> globs) {
        List<Rule.Text> rules = new ArrayList<>();
        for (String each : globs) {
            boolean directories = each.endsWith("/");
            String inner = directories ? each.substring(0, each.length() - 1) : each;
            boolean whole = inner.indexOf('/') >= 0;
            rules.add(
                    new Rule.Text(Glob.regex(inner.startsWith("/") ? inner.substring(1) : inner), whole, directories));
        }
        return rules;
    }
}
