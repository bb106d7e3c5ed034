package mitogen.connect;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import mitogen.ConnectionMethod;
import mitogen.methods.CommandMethod;

/**
 * How one connection method is written in a {@link ContextSpec}: its name, what its address means, and its options. Made
 * once, in {@link MethodTable}.
 *
 * @param <M> the method
 * @param <F> its private form, which has what is printed
 */
final class Syntax<M extends ConnectionMethod, F extends M> {
    /** Reads an address, which is empty if there is none; what it throws is shown with the text that it was read from. */
    interface Reader<M> {
        M read(SpecText address);
    }

    /** An option: from the text behind its equals sign, null without one; and back, into any number of texts. */
    private record Option<M, F>(BiFunction<M, String, M> set, Function<F, List<String>> get) {}

    final String name;
    private final Class<F> type;
    private final Reader<M> reader;
    private final Function<F, String> address;
    private Predicate<F> printed = any -> true; // set once, when the table is made
    private final Map<String, Option<M, F>> options = new LinkedHashMap<>();

    /**
     * A method without options.
     *
     * @param address what to print as the address, null or empty for nothing
     */
    Syntax(String name, Class<F> type, Reader<M> reader, Function<F, String> address) {
        this.name = name;
        this.type = type;
        this.reader = reader;
        this.address = address;
    }

    /** A method whose address is a text as it is, such as a user, or empty where there is none. */
    static <M extends ConnectionMethod, F extends M> Syntax<M, F> of(
            String name, Class<F> type, Function<String, M> make, Function<F, String> address) {
        return new Syntax<>(name, type, text -> make.apply(text.toString()), method -> {
            String text = address.apply(method);
            return text == null ? null : SpecText.encode(text);
        });
    }

    /** Adds the options {@code java}, {@code timeout} and {@code patience}. */
    static <M extends ProcessMethod<M>, F extends M> Syntax<M, F> command(Syntax<M, F> syntax) {
        return syntax.text("java", ProcessMethod::withJava, ProcessMethod::java)
                .duration("timeout", ProcessMethod::withTimeout, method -> changed(method.timeout()))
                .duration(
                        "patience",
                        ProcessMethod::withPatience,
                        method -> method.patience().isZero() ? null : method.patience());
    }

    /** A timeout to print; null for the usual one. */
    static Duration changed(Duration timeout) {
        return timeout.equals(CommandMethod.DEFAULT_TIMEOUT) ? null : timeout;
    }

    /** A text to print; null for the usual one. */
    static String other(String usual, String value) {
        return value.equals(usual) ? null : value;
    }

    /** Of the methods of that form, only those that fit are printed so. */
    Syntax<M, F> when(Predicate<F> fits) {
        printed = fits;
        return this;
    }

    /** Adds an option with a text. */
    Syntax<M, F> text(String option, BiFunction<M, String, M> set, Function<F, String> get) {
        return texts(option, set, method -> get.apply(method) == null ? List.of() : List.of(get.apply(method)));
    }

    /** Adds an option with a text that may be repeated. */
    Syntax<M, F> texts(String option, BiFunction<M, String, M> set, Function<F, List<String>> get) {
        options.put(option, new Option<>((method, text) -> set.apply(method, given(option, text)), get));
        return this;
    }

    /** Adds an option without a text. */
    Syntax<M, F> flag(String option, UnaryOperator<M> set, Predicate<F> get) {
        BiFunction<M, String, M> apply = (method, text) -> {
            if (text != null) {
                throw new IllegalArgumentException("the option " + option + " takes no value");
            }
            return set.apply(method);
        };
        options.put(option, new Option<>(apply, method -> get.test(method) ? List.of("") : List.of()));
        return this;
    }

    /** Adds an option with seconds. */
    Syntax<M, F> duration(String option, BiFunction<M, Duration, M> set, Function<F, Duration> get) {
        return text(option, (method, text) -> set.apply(method, seconds(text)), method -> {
            Duration value = get.apply(method);
            return value == null
                    ? null
                    : BigDecimal.valueOf(value.toMillis(), 3)
                            .stripTrailingZeros()
                            .toPlainString();
        });
    }

    /** Adds an option with environment variables, each {@code NAME=value}. */
    Syntax<M, F> variables(String option, Put<M> set, Function<F, Map<String, String>> get) {
        BiFunction<M, String, M> add = (method, text) -> {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("the option " + option + " is written " + option + "=NAME=value");
            }
            return set.put(method, text.substring(0, equals), text.substring(equals + 1));
        };
        return texts(option, add, method -> {
            List<String> all = new ArrayList<>();
            get.apply(method).forEach((variable, value) -> all.add(variable + "=" + value));
            return all;
        });
    }

    /** Sets a variable. */
    interface Put<M> {
        M put(M method, String variable, String value);
    }

    private static String given(String option, String text) {
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException("the option " + option + " needs a value, as in " + option + "=…");
        }
        return text;
    }

    private static Duration seconds(String text) {
        try {
            long millis = new BigDecimal(text).movePointRight(3).longValue();
            if (text.length() < 10 && millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            // Falls through to the same words.
        }
        throw new IllegalArgumentException("'" + text + "' is not a number of seconds above 0");
    }

    /** The method with this address, and these options one after the other. */
    M parse(SpecText address, List<SpecText> given) {
        M method = checked(address, () -> reader.read(address));
        for (SpecText text : given) {
            int equals = text.indexOf('=');
            String key = equals < 0 ? text.toString() : text.toString().substring(0, equals);
            Option<M, F> option = options.get(key);
            if (option == null) {
                throw text.fault(
                        "\"" + key + "\" is not an option of " + name + "; there are "
                                + String.join(", ", options.keySet()),
                        0);
            }
            String value = equals < 0 ? null : text.toString().substring(equals + 1);
            M before = method;
            method = checked(text, () -> option.set.apply(before, value));
        }
        return method;
    }

    private M checked(SpecText text, java.util.function.Supplier<M> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw text.fault(e.getMessage(), 0);
        }
    }

    /** The method as a hop; null if it is another kind of method. */
    String print(ConnectionMethod other) {
        if (!type.isInstance(other) || !printed.test(type.cast(other))) {
            return null;
        }
        F method = type.cast(other);
        StringBuilder text = new StringBuilder(name);
        String at = address.apply(method);
        if (at != null && !at.isEmpty()) {
            text.append(':').append(at);
        }
        char before = '?';
        for (Map.Entry<String, Option<M, F>> option : options.entrySet()) {
            for (String value : option.getValue().get.apply(method)) {
                text.append(before).append(option.getKey());
                text.append(value.isEmpty() ? "" : "=" + SpecText.encode(value));
                before = '&';
            }
        }
        return text.toString();
    }
}
