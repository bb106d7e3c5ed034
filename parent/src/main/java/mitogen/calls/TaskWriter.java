package mitogen.calls;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import mitogen.ValueException;

/**
 * Writes values on their way down, where lambdas are allowed: as the parts that the compiler keeps of them. It notes which classes
 * the code of these needs, to send them ahead. For one message and one thread.
 */
public final class TaskWriter extends GivingWriter {
    private SerializedLambda first; // of all that are written
    private final Set<String> code = new LinkedHashSet<>(); // the methods of lambdas
    private final Set<String> codeClasses = new HashSet<>();
    private Set<String> roots; // when all is written

    public TaskWriter(Caller caller, String what, int limit, int destination) {
        super(caller, what, limit, destination);
    }

    /**
     * Says that this is the task: its class is needed, in whatever package.
     *
     * @throws ValueException if its result could not be sent
     */
    void task(Object work) {
        ResultTypes.check(work, first);
        if (!work.getClass().isSynthetic()) {
            code.add(work.getClass().getName());
        }
    }

    /** Says that a class is needed that no value names. */
    void needs(String type) {
        code.add(type);
    }

    @Override
    Collection<String> roots() {
        if (roots == null) {
            roots = new LinkedHashSet<>(code);
            roots.addAll(super.roots());
        }
        return roots;
    }

    @Override
    boolean isCode(String name) {
        return codeClasses.contains(name);
    }

    @Override
    protected void putOther(Object value) {
        Class<?> type = value.getClass();
        if (!type.isSynthetic() && !type.isHidden()) {
            super.putOther(value);
            return;
        }
        if (!(value instanceof Serializable)) {
            throw new ValueException(place + " is a lambda or method reference of " + interfaceOf(type)
                    + ", which cannot be sent: cast it to a serialisable one where it is written, "
                    + castOf(type) + ", or make it a record");
        }
        if (isOfJdk(type)) {
            throw new ValueException(place + " is a lambda of the JDK's own " + type.getPackageName() + "."
                    + outerName(type) + ", a " + interfaceOf(type) + ", which cannot be sent: write it out in code of"
                    + " your own, " + castOf(type) + ", or make it in the task");
        }
        SerializedLambda lambda;
        try {
            lambda = LambdaClass.of(type).parts(value);
        } catch (InaccessibleObjectException e) {
            throw new ValueException(
                    place + " is a lambda of " + type.getName() + " that cannot be read, " + notOpen(type));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ValueException(place + " is a lambda of " + type.getName() + " that cannot be read: " + e);
        }
        first = first == null ? lambda : first;
        LambdaClass.of(type).check(lambda, place);
        String where = lambda.getImplClass().replace('/', '.') + "." + lambda.getImplMethodName();
        codeClasses.add(lambda.getCapturingClass().replace('/', '.'));
        code.add(lambda.getCapturingClass().replace('/', '.') + "#");
        code.add(lambda.getFunctionalInterfaceClass().replace('/', '.'));
        code.add(lambda.getImplClass().replace('/', '.') + "#" + lambda.getImplMethodName()
                + lambda.getImplMethodSignature());
        putByte(LAMBDA);
        putName(lambda.getCapturingClass().replace('/', '.'));
        putName(lambda.getFunctionalInterfaceClass());
        putName(lambda.getFunctionalInterfaceMethodName());
        putName(lambda.getFunctionalInterfaceMethodSignature());
        putLong(lambda.getImplMethodKind());
        putName(lambda.getImplClass());
        putName(lambda.getImplMethodName());
        putName(lambda.getImplMethodSignature());
        putName(lambda.getInstantiatedMethodType());
        int captured = lambda.getCapturedArgCount();
        putLong(captured);
        String outer = place;
        for (int i = 0; i < captured; i++) {
            Object each = lambda.getCapturedArg(i);
            place = "captured variable " + (i + 1) + " of " + captured + " of the lambda " + where;
            if (i == 0
                    && lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                    && each != null
                    && each.getClass().getName().replace('.', '/').equals(lambda.getCapturingClass())
                    && !each.getClass().isRecord()
                    && !(each instanceof Enum)) {
                throw new ValueException("the lambda " + where + " captures 'this', a "
                        + each.getClass().getName()
                        + ", which cannot be sent; copy the fields that it needs into local variables first, or make"
                        + " the method static");
            }
            expected = LambdaClass.of(type).captured(lambda, i);
            put(each);
        }
        place = outer;
    }

    /** Those of the JDK cannot be read without opening the JDK, and cannot be made again by the JDK at the other end. */
    private static boolean isOfJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static Class<?> functionOf(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            if (each != Serializable.class) {
                return each;
            }
        }
        return type;
    }

    private static String interfaceOf(Class<?> type) {
        return functionOf(type).getName();
    }

    private static String castOf(Class<?> type) {
        Class<?> function = functionOf(type);
        return "(" + function.getSimpleName() + (function.getTypeParameters().length > 0 ? "<…>" : "")
                + " & Serializable) … -> …";
    }

    private static String outerName(Class<?> type) {
        String name = type.getSimpleName();
        return name.substring(0, Math.max(1, name.indexOf("$$Lambda")));
    }

    private static String notOpen(Class<?> type) {
        boolean named = TaskWriter.class.getModule().isNamed();
        String module = type.getModule().getName();
        String name = type.getPackageName();
        return "because the package " + name + " of the module " + module + " is not open to us; add 'opens " + name
                + (named ? " to mitogen" : "") + ";' to its module-info.java, or start Java with"
                + " --add-opens " + module + "/" + name + "=" + (named ? "mitogen" : "ALL-UNNAMED");
    }
}
