package io.zpci.testkit.register;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.Addition;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.StackSize;
import net.bytebuddy.implementation.bytecode.assign.primitive.PrimitiveWideningDelegate;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.LongConstant;
import net.bytebuddy.implementation.bytecode.constant.TextConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.implementation.bytecode.member.MethodReturn;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import net.bytebuddy.jar.asm.Opcodes;

/** Instructions of the Java machine for one method, one after the other. */
final class Code {
  private final MethodDescription method;
  private final FieldDescription port;
  private final List<StackManipulation> instructions = new ArrayList<>();
  private TypeDescription top = TypeDescription.ForLoadedType.of(void.class);

  /**
   * Code of {@code method}.
   *
   * @param port the field with what it calls
   */
  Code(MethodDescription method, FieldDescription port) {
    this.method = method;
    this.port = port;
  }

  /** Everything so far, and the return of what is on the stack. */
  StackManipulation whole() {
    List<StackManipulation> all = new ArrayList<>(instructions);
    all.add(MethodReturn.of(method.getReturnType()));
    return new StackManipulation.Compound(all);
  }

  Code port() {
    return field(port);
  }

  /** The register that reads load into. */
  Code loaded() {
    return field(fieldOf("loaded"));
  }

  Code storage() {
    return field(fieldOf("storage"));
  }

  private static FieldDescription fieldOf(String name) {
    try {
      return new FieldDescription.ForLoadedField(RegisterFile.class.getDeclaredField(name));
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private Code field(FieldDescription field) {
    instructions.add(MethodVariableAccess.loadThis());
    instructions.add(FieldAccess.forField(field).read());
    return left(field.getType().asErasure());
  }

  /** The parameter at {@code position}, from 0. */
  Code parameter(int position) {
    var parameter = method.getParameters().get(position);
    instructions.add(MethodVariableAccess.load(parameter));
    return left(parameter.getType().asErasure());
  }

  Code constant(int value) {
    instructions.add(IntegerConstant.forValue(value));
    return left(TypeDescription.ForLoadedType.of(int.class));
  }

  Code constant(boolean value) {
    instructions.add(IntegerConstant.forValue(value));
    return left(TypeDescription.ForLoadedType.of(boolean.class));
  }

  Code constant(long value) {
    instructions.add(LongConstant.forValue(value));
    return left(TypeDescription.ForLoadedType.of(long.class));
  }

  Code constant(String value) {
    instructions.add(new TextConstant(value));
    return left(TypeDescription.ForLoadedType.of(String.class));
  }

  /** Widens what is on top, an integer of any size, to a long with its sign. */
  Code toLong() {
    instructions.add(
        PrimitiveWideningDelegate.forPrimitive(top)
            .widenTo(TypeDescription.ForLoadedType.of(long.class)));
    return left(TypeDescription.ForLoadedType.of(long.class));
  }

  /** The low-order half of the long on top. */
  Code toInt() {
    return opcode(Opcodes.L2I, StackSize.SINGLE.toDecreasingSize(), int.class);
  }

  /** The low-order bytes of the long on top. */
  Code narrowTo(Class<?> type) {
    if (type == long.class) {
      return this;
    }
    toInt();
    if (type == byte.class) {
      return opcode(Opcodes.I2B, StackSize.ZERO.toIncreasingSize(), byte.class);
    }
    return type == short.class
        ? opcode(Opcodes.I2S, StackSize.ZERO.toIncreasingSize(), short.class)
        : this;
  }

  /** Adds the two longs on top. */
  Code add() {
    instructions.add(Addition.LONG);
    return left(TypeDescription.ForLoadedType.of(long.class));
  }

  /** The bits of both longs on top. */
  Code or() {
    return opcode(Opcodes.LOR, StackSize.DOUBLE.toDecreasingSize(), long.class);
  }

  private Code opcode(int opcode, StackManipulation.Size size, Class<?> result) {
    instructions.add(
        new StackManipulation.Simple((visitor, _) -> {
          visitor.visitInsn(opcode);
          return size;
        }));
    return left(TypeDescription.ForLoadedType.of(result));
  }

  /** Calls the only method of {@code type} with {@code name}; what it takes is on the stack. */
  Code call(Class<?> type, String name) {
    Method called =
        Arrays.stream(type.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseGet(() -> inherited(type, name));
    instructions.add(MethodInvocation.invoke(new MethodDescription.ForLoadedMethod(called)));
    return left(TypeDescription.ForLoadedType.of(called.getReturnType()));
  }

  private static Method inherited(Class<?> type, String name) {
    return Arrays.stream(type.getMethods())
        .filter(candidate -> candidate.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Code left(TypeDescription type) {
    top = type;
    return this;
  }
}
