package io.zpci.testkit.register;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.PciInstructions;
import io.zpci.guest.PciDev;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.register.Accessor.Role;
import io.zpci.testkit.register.Declaration.Block;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.FieldManifestation;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.bytecode.ByteCodeAppender;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Checks one interface against one binding, and makes the class. */
final class RegisterFileMaker {
  private static final String PORT = "port";

  private final Class<?> type;
  private final Binding binding;
  private final DeclarationChecks checks;
  private final List<Accessor> accessors;
  private final long[] bases = new long[AddressSpace.CONFIG + 1];

  /**
   * A maker of register files.
   *
   * @throws RegisterDeclarationException where {@code type} and {@code binding} do not make one
   */
  RegisterFileMaker(Class<?> type, Binding binding) {
    this.type = type;
    this.binding = binding;
    this.checks = new DeclarationChecks(binding.facts());
    InterfaceReader reader = new InterfaceReader(type);
    this.accessors = reader.accessors();
    List<String> problems = new ArrayList<>(reader.problems());
    problems.addAll(checks.problems(accessors.stream().map(Accessor::declaration).toList()));
    problems.addAll(bound());
    if (problems.isEmpty()) {
      problems.addAll(mapped());
    }
    if (!problems.isEmpty()) {
      throw new RegisterDeclarationException(problems);
    }
  }

  /** Makes the register file. */
  Object make(@Nullable Lookup given) {
    ClassHome home = ClassHome.of(given, type);
    MethodHandle constructor =
        home.define(
            code(home.className(kind())),
            MethodType.methodType(void.class, portType(), GuestStorage.class, String.class));
    String description =
        InterfaceReader.name(type)
            + switch (binding) {
              case Binding.ByHandle(_, int handle, _, _) -> " by handle 0x%08x".formatted(handle);
              case Binding.ByMio _ -> " by MIO";
              case Binding.ThroughKernel _ -> " through the kernel";
              case Binding.OfDriver _ -> " of a driver";
            };
    try {
      return constructor.invoke(port(), binding.storage(), description);
    } catch (Throwable e) {
      throw new IllegalStateException(description, e);
    }
  }

  /** The class with {@code name}, not loaded. */
  DynamicType.Unloaded<RegisterFile> code(String name) {
    DynamicType.Builder<RegisterFile> builder =
        new ByteBuddy()
            .subclass(RegisterFile.class, ConstructorStrategy.Default.NO_CONSTRUCTORS)
            .name(name)
            .implement(type)
            .defineField(PORT, portType(), Visibility.PRIVATE, FieldManifestation.FINAL)
            .defineConstructor(Visibility.PUBLIC)
            .withParameters(portType(), GuestStorage.class, String.class)
            .intercept(
                MethodCall.invoke(RegisterFile.class.getDeclaredConstructors()[0])
                    .withArgument(1, 2)
                    .andThen(FieldAccessor.ofField(PORT).setsArgumentAt(0)));
    for (Accessor accessor : accessors) {
      builder = builder.method(ElementMatchers.is(accessor.method())).intercept(body(accessor));
    }
    return builder.make();
  }

  private Implementation body(Accessor accessor) {
    ByteCodeAppender appender =
        (visitor, context, method) -> {
          Code code =
              new Code(
                  method,
                  context
                      .getInstrumentedType()
                      .getDeclaredFields()
                      .filter(ElementMatchers.named(PORT))
                      .getOnly());
          int space = accessor.declaration().place().space();
          int max = accessor.declaration() instanceof Block block ? checks.largest(block) : 0;
          StackManipulation.Size size =
              new AccessorCode(accessor, binding, bases[space], max, code)
                  .make()
                  .apply(visitor, context);
          return new ByteCodeAppender.Size(size.getMaximalSize(), method.getStackSize());
        };
    return new Implementation.Simple(appender);
  }

  /** What the binding cannot issue. */
  private List<String> bound() {
    List<String> problems = new ArrayList<>();
    if (binding instanceof Binding.ByMio(_, var zdev, _) && !zdev.mioCapable()) {
      problems.add(
          "%s: bound by MIO; expected a function with MIO addresses, %s has none"
              .formatted(InterfaceReader.name(type), zdev.facts().model()));
    }
    for (Accessor accessor : accessors) {
      String problem = bound(accessor);
      if (problem != null) {
        problems.add(accessor.declaration().method() + ": " + problem);
      }
    }
    return problems;
  }

  private @Nullable String bound(Accessor accessor) {
    if (accessor.has(Role.ADDRESS) && !accessor.has(Role.STORAGE) && binding.storage() == null) {
      return "no storage to take blocks from; expected one in the binding, or a GuestStorage as"
          + " parameter";
    }
    return switch (binding) {
      case Binding.ByHandle _, Binding.ThroughKernel _ -> null;
      case Binding.ByMio _ ->
          accessor.declaration().place().space() == AddressSpace.CONFIG
              ? "configuration space by MIO; expected a BAR: it has no MIO address"
              : null;
      case Binding.OfDriver _ ->
          accessor.has(Role.VALUE)
              ? "a write over a PciDev; expected reads and blocks: it has no other store"
              : accessor.has(Role.STORAGE)
                  ? "a GuestStorage over a PciDev; expected (long, int): blocks come from its memory"
                  : null;
    };
  }

  /** Finds where the BARs that are used start, and which cannot be reached. */
  private List<String> mapped() {
    List<String> problems = new ArrayList<>();
    accessors.stream()
        .mapToInt(accessor -> accessor.declaration().place().space())
        .filter(AddressSpace::isBar)
        .distinct()
        .sorted()
        .forEach(bar -> {
          String problem = map(bar);
          if (problem != null) {
            problems.add(InterfaceReader.name(type) + ": " + problem);
          }
        });
    return problems;
  }

  private @Nullable String map(int bar) {
    return switch (binding) {
      case Binding.ByHandle _, Binding.OfDriver _ -> null;
      case Binding.ByMio(_, var zdev, _) -> {
        bases[bar] = zdev.mioAddress(bar);
        yield bases[bar] == 0
            ? "BAR %d bound by MIO; expected a BAR with a MIO address".formatted(bar)
            : null;
      }
      case Binding.ThroughKernel(LinuxIo io, _) -> {
        bases[bar] = io.iomap(bar);
        yield bases[bar] == IoAccessors.NULL
            ? "BAR %d through the kernel; expected a BAR that it can map".formatted(bar)
            : null;
      }
    };
  }

  private String kind() {
    return switch (binding) {
      case Binding.ByHandle _ -> "ByHandle";
      case Binding.ByMio _ -> "ByMio";
      case Binding.ThroughKernel _ -> "ThroughKernel";
      case Binding.OfDriver _ -> "OfDriver";
    };
  }

  private Object port() {
    return switch (binding) {
      case Binding.ByHandle(PciInstructions instructions, _, _, _) -> instructions;
      case Binding.ByMio(PciInstructions instructions, _, _) -> instructions;
      case Binding.ThroughKernel(LinuxIo io, _) -> io;
      case Binding.OfDriver(PciDev dev) -> dev;
    };
  }

  private Class<?> portType() {
    return switch (binding) {
      case Binding.ByHandle _, Binding.ByMio _ -> PciInstructions.class;
      case Binding.ThroughKernel _ -> LinuxIo.class;
      case Binding.OfDriver _ -> PciDev.class;
    };
  }
}
