package mitogen.lint;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.type.TypeKind;

/**
 * Which types have no value that travels: the rule of {@code mitogen.calls.ResultTypes}, for types that are being compiled.
 * A test compares the two.
 */
final class Values {
    /** The classes of values, apart from records, enums and throwables; what these extend fits too. */
    static final List<String> CLASSES = List.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.Class",
            "java.lang.Enum",
            "java.lang.Record",
            "java.lang.Runtime.Version",
            "java.lang.StackTraceElement",
            "java.lang.String",
            "java.lang.Void",
            "mitogen.Secret",
            "java.io.File",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetSocketAddress",
            "java.net.URI",
            "java.nio.charset.Charset",
            "java.nio.file.attribute.FileTime",
            "java.time.Duration",
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.MonthDay",
            "java.time.OffsetDateTime",
            "java.time.OffsetTime",
            "java.time.Period",
            "java.time.Year",
            "java.time.YearMonth",
            "java.time.ZoneOffset",
            "java.time.ZonedDateTime",
            "java.util.AbstractMap.SimpleEntry",
            "java.util.AbstractMap.SimpleImmutableEntry",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.BitSet",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.Optional",
            "java.util.OptionalDouble",
            "java.util.OptionalInt",
            "java.util.OptionalLong",
            "java.util.PriorityQueue",
            "java.util.Properties",
            "java.util.Stack",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.concurrent.ConcurrentSkipListSet",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet",
            "java.util.regex.Pattern");

    /** Interfaces of which no value travels: what {@code mitogen.calls.GivingWriter} refuses by name. */
    private static final List<String> REFUSED =
            List.of("mitogen.Receiver", "mitogen.Service", "java.util.concurrent.Future");

    private static final Supplier<Symbol> TASK =
            VisitorState.memoize(state -> state.getSymbolFromString("mitogen.Task"));

    private final VisitorState state;

    Values(VisitorState state) {
        this.state = state;
    }

    /** Why a captured variable is refused, whatever its value is; null if it may travel. */
    String unfit(VarSymbol variable, Captures captures) {
        String why = unfit(variable.type);
        if (why == null && isInterface(variable.type) && !is(variable.type, "java.io.Serializable")) {
            Tree initializer = captures.initializer(variable);
            if (initializer instanceof LambdaExpressionTree || initializer instanceof MemberReferenceTree) {
                return "a lambda or method reference of " + name(variable.type)
                        + ", which is not serializable; cast it, (" + variable.type.tsym.name + " & Serializable)";
            }
        }
        return why;
    }

    /** Why a captured value of a type is refused, whatever it is; null if it may travel. A record may hold nulls. */
    String unfit(Type type) {
        for (String refused : REFUSED) {
            if (is(type, refused)) {
                return "a " + name(type) + ", which cannot be sent";
            }
        }
        String unfit = type.tsym.getKind() == ElementKind.RECORD ? null : unfit(type, new HashSet<>());
        return unfit == null ? null : "a " + unfit;
    }

    /** Why the result of a task of this type is refused; null if it may travel. */
    String unfitResult(Type task) {
        Type interfaces = state.getTypes().asSuper(task, TASK.get(state));
        return interfaces == null || interfaces.getTypeArguments().isEmpty()
                ? null
                : unfit(interfaces.getTypeArguments().head, new HashSet<>());
    }

    /** Whether an object of that class, which is no value, is refused as {@code this}. */
    boolean isUnfitThis(ClassSymbol owner) {
        return owner.getKind() == ElementKind.CLASS
                && !is(owner.type, "java.lang.Enum")
                && !is(owner.type, "java.lang.Throwable");
    }

    private String unfit(Type type, Set<Symbol> seen) {
        if (type.getKind() == TypeKind.ARRAY) {
            return unfit(state.getTypes().elemtype(type), seen);
        }
        if (type.getKind() != TypeKind.DECLARED) {
            return null; // a primitive type, or a type variable
        }
        if (is(type, "java.util.stream.BaseStream")) {
            return name(type) + ", which cannot be sent; collect it into a List";
        }
        ElementKind kind = type.tsym.getKind();
        if (kind == ElementKind.RECORD) {
            return seen.add(type.tsym) ? unfitComponent((ClassSymbol) type.tsym, seen) : null;
        }
        if (kind != ElementKind.CLASS || is(type, "java.lang.Throwable")) {
            return null; // whether a throwable fits, its class file tells
        }
        for (String each : CLASSES) {
            Type value = state.getTypeFromString(each);
            if (value != null && is(value, type)) {
                return null;
            }
        }
        return isOfOtherLanguage(type) ? null : name(type) + ", which cannot be sent; make it a record of other values";
    }

    private String unfitComponent(ClassSymbol type, Set<Symbol> seen) {
        for (Symbol.RecordComponent component : type.getRecordComponents()) {
            String unfit = unfit(component.type, seen);
            if (unfit != null) {
                return type.getQualifiedName() + ", whose component '" + component.name + "' is a " + unfit;
            }
        }
        return null;
    }

    /** Data classes of Kotlin and case classes of Scala travel like records. */
    private boolean isOfOtherLanguage(Type type) {
        return is(type, "scala.Product") || ASTHelpers.hasAnnotation(type.tsym, "kotlin.Metadata", state);
    }

    private static boolean isInterface(Type type) {
        return type.tsym.getKind() == ElementKind.INTERFACE;
    }

    private boolean is(Type type, String name) {
        Type wanted = state.getTypeFromString(name);
        return wanted != null && is(type, wanted);
    }

    private boolean is(Type type, Type wanted) {
        return type.getKind() == TypeKind.DECLARED
                && state.getTypes()
                        .isSubtype(
                                state.getTypes().erasure(type), state.getTypes().erasure(wanted));
    }

    private static String name(Type type) {
        return type.tsym.getQualifiedName().toString();
    }
}
