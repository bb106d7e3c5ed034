package mitogen.parent;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashSet;
import java.util.Set;
import mitogen.agent.SenderLinkage;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/**
 * The records and enums that a program said it takes, and all that these are made of: a sender that is not trusted may
 * name them as well as what it was given.
 */
final class Accepted {
    private final Set<String> names = new HashSet<>();

    /** Adds a type, what its components are, and the arguments of generic ones. */
    Accepted add(Type type) {
        if (type instanceof ParameterizedType generic) {
            add(generic.getRawType());
            for (Type argument : generic.getActualTypeArguments()) {
                add(argument);
            }
        } else if (type instanceof GenericArrayType array) {
            add(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            for (Type bound : wildcard.getUpperBounds()) {
                add(bound);
            }
        } else if (type instanceof Class<?> plain) {
            addClass(plain);
        }
        return this;
    }

    private void addClass(Class<?> type) {
        if (type.isArray()) {
            add(type.getComponentType());
        } else if ((type.isRecord() || type.isEnum()) && names.add(type.getName())) {
            RecordComponent[] components = type.getRecordComponents();
            for (int i = 0; components != null && i < components.length; i++) {
                add(components[i].getGenericType());
            }
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                add(permitted);
            }
        }
    }

    /** The rules of a sender with these types added. */
    Linkage linkage(SenderLinkage sender, ClassLoader loader) {
        return new Linkage() {
            @Override
            public Class<?> classFor(String name) throws ClassNotFoundException {
                String element =
                        name.endsWith(";") ? name.substring(name.lastIndexOf('[') + 2, name.length() - 1) : name;
                return names.contains(element) ? Class.forName(name, false, loader) : sender.classFor(name);
            }

            @Override
            public Object carried(int code, ValueReader from) {
                return sender.carried(code, from);
            }

            @Override
            public boolean lambdas() {
                return sender.lambdas();
            }

            @Override
            public int maxObjects() {
                return sender.maxObjects();
            }
        };
    }
}
