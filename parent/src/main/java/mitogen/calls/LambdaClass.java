package mitogen.calls;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.List;
import mitogen.ValueException;
import mitogen.internal.Opened;
import mitogen.wire.ValueWriter;

/** What is known of the class of a lambda; looking it up costs more than using it. */
final class LambdaClass {
    private static final ClassValue<LambdaClass> ALL = new ClassValue<>() {
        @Override
        protected LambdaClass computeValue(Class<?> type) {
            return new LambdaClass(type);
        }
    };

    private final Class<?> type;
    private final Method replace;
    private volatile List<Class<?>> captured; // the types of the variables, when they are known
    private volatile String merged; // why it does not come back as itself, or empty; null until that is known

    private LambdaClass(Class<?> type) {
        this.type = type;
        Opened.passOn(type, LambdaClass.class.getModule(), ValueWriter.class.getModule());
        try {
            replace = type.getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("it is not a serialisable lambda", e);
        }
    }

    static LambdaClass of(Class<?> type) {
        return ALL.get(type);
    }

    /** The parts that the compiler keeps of a lambda of this class. */
    SerializedLambda parts(Object lambda) throws ReflectiveOperationException {
        return (SerializedLambda) replace.invoke(lambda);
    }

    /** The type of a captured variable; any if that cannot be told. */
    Class<?> captured(SerializedLambda lambda, int position) {
        if (captured == null) {
            captured = captured(lambda);
        }
        return position < captured.size() ? captured.get(position) : Object.class;
    }

    private List<Class<?>> captured(SerializedLambda lambda) {
        try {
            MethodType method =
                    MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), type.getClassLoader());
            int kind = lambda.getImplMethodKind();
            if (kind != MethodHandleInfo.REF_invokeStatic && kind != MethodHandleInfo.REF_newInvokeSpecial) {
                method = method.insertParameterTypes(0, Object.class); // on which it is called
            }
            return method.wrap().parameterList();
        } catch (TypeNotPresentException e) {
            return List.of();
        }
    }

    /**
     * Of two references to one method that differ only in the types that they are used with, javac (JDK-8208752) makes
     * something that comes back as the first of the two.
     *
     * @throws ValueException if another lambda would arrive
     */
    void check(SerializedLambda lambda, String place) {
        if (lambda.getImplMethodName().startsWith("lambda$")) {
            return; // each has a method of its own
        }
        if (merged == null) {
            merged = merged(lambda);
        }
        if (!merged.isEmpty()) {
            String method = lambda.getImplClass().replace('/', '.') + "::" + lambda.getImplMethodName();
            throw new ValueException(place + " is the method reference " + method + " of "
                    + lambda.getCapturingClass().replace('/', '.') + ", which would arrive as another one, for "
                    + merged + ": the compiler merges references to the same method; write a lambda, (…) -> "
                    + lambda.getImplMethodName() + "(…)");
        }
    }

    private String merged(SerializedLambda lambda) {
        try {
            Class<?> capturing =
                    Class.forName(lambda.getCapturingClass().replace('/', '.'), false, type.getClassLoader());
            LambdaClass.class.getModule().addReads(capturing.getModule());
            MethodHandle rebuild = MethodHandles.privateLookupIn(capturing, MethodHandles.lookup())
                    .findStatic(
                            capturing,
                            "$deserializeLambda$",
                            MethodType.methodType(Object.class, SerializedLambda.class));
            Object again = rebuild.invoke(lambda);
            ClassLoader loader = type.getClassLoader();
            MethodType wanted = MethodType.fromMethodDescriptorString(lambda.getInstantiatedMethodType(), loader);
            MethodType made = MethodType.fromMethodDescriptorString(
                    of(again.getClass()).parts(again).getInstantiatedMethodType(), loader);
            return takesAll(made.parameterList(), wanted.parameterList()) ? "" : made.toString();
        } catch (ReflectiveOperationException | TypeNotPresentException e) {
            return ""; // it cannot be tried here
        } catch (Throwable e) {
            return e.toString();
        }
    }

    /** Only parameters are cast to the types of a lambda, its result is not. */
    private static boolean takesAll(List<Class<?>> made, List<Class<?>> wanted) {
        boolean all = made.size() == wanted.size();
        for (int i = 0; all && i < made.size(); i++) {
            all = made.get(i).isAssignableFrom(wanted.get(i));
        }
        return all;
    }
}
