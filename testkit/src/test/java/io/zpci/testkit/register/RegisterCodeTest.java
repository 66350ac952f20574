package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxIo;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.trace.Tap;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the methods are made of: nothing but the call of the port and arithmetic. */
class RegisterCodeTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 2000;
  private static final int OPERATIONS = 1000;
  private static final int ROUNDS = 3;

  @Space(0)
  interface Every {
    @Offset(0x100)
    int status();

    @Offset(0x100)
    void status(int value);

    @Offset(0x108)
    @Stride(value = 8, count = 4)
    long entry(int index);

    @Offset(0x108)
    @Stride(value = 8, count = 4)
    int entry(int index, long value);

    @Offset(0x200)
    @Width(2)
    int loaded(@At long at, Register loaded);

    @Offset(0x300)
    @StoreBlock(max = 128)
    void block(long address, int length);
  }

  @Space(2)
  interface OfDriver {
    @Offset(0)
    long header();

    @Offset(0x40)
    @StoreBlock(length = 16)
    int block(long address);
  }

  private static ClassModel code(Class<?> type, Binding binding) {
    byte[] made =
        new RegisterFileMaker(type, binding).code("io.zpci.testkit.register.Made").getBytes();
    return ClassFile.of().parse(made);
  }

  /** Each call in the methods of the interface, as {@code Owner.name}. */
  private static Set<String> calls(ClassModel model) {
    Set<String> calls = new TreeSet<>();
    for (MethodModel method : model.methods()) {
      if (method.methodName().equalsString("<init>")) {
        continue;
      }
      for (CodeElement element : method.code().orElseThrow()) {
        switch (element) {
          case InvokeInstruction call ->
              calls.add(
                  call.owner().asInternalName().replaceAll(".*/", "")
                      + "."
                      + call.name().stringValue());
          case InvokeDynamicInstruction _, NewObjectInstruction _, BranchInstruction _ ->
              throw new AssertionError(method.methodName() + ": " + element);
          case Instruction _ -> {}
          default -> {}
        }
      }
    }
    return calls;
  }

  @Test
  void methodsCallThePortAndArithmeticOnly() {
    try (Arena arena = Arena.ofConfined()) {
      Passthrough guest = memory(arena);
      Set<String> byHandle = calls(code(Every.class, Binding.byHandle(guest)));
      assertEquals(
          Set.of(
              "PciInstructions.load",
              "PciInstructions.store",
              "PciInstructions.storeBlock",
              "Register.get",
              "RegisterFile.check",
              "RegisterFile.element",
              "RegisterFile.image",
              "RegisterFile.length",
              "RegisterFile.taken",
              "RegisterFile.value"),
          byHandle);
      assertEquals(
          byHandle,
          calls(
              code(
                  Every.class,
                  Binding.byMio(guest.instructions(), guest.io().zdev())
                      .withStorage(guest.storage()))));
      assertEquals(
          Set.of(
              "IoAccessors.ioread",
              "IoAccessors.iowrite",
              "LinuxIo.writeBlock",
              "LinuxIo.zpciLoad",
              "LinuxIo.zpciStore",
              "RegisterFile.check",
              "RegisterFile.element",
              "RegisterFile.image",
              "RegisterFile.length",
              "RegisterFile.taken",
              "RegisterFile.value"),
          calls(code(Every.class, Binding.throughKernel(guest.io()).withStorage(guest.storage()))));
      assertEquals(
          Set.of(
              "PciDev.load",
              "PciDev.storeBlock",
              "Register.get",
              "RegisterFile.check",
              "RegisterFile.value"),
          calls(code(OfDriver.class, Binding.ofDriver(ism(arena).dev()))));
    }
  }

  @Test
  void thePortsThatAreCalledAreInterfaces() {
    for (Class<?> port :
        List.of(PciInstructions.class, IoAccessors.class, LinuxIo.class, PciDev.class)) {
      assertTrue(port.isInterface(), port.getName());
    }
  }

  @Test
  void nothingIsAllocatedOnTheWay() {
    try (Arena arena = Arena.ofConfined()) {
      Passthrough guest = memory(arena);
      for (Binding binding :
          List.of(
              Binding.byHandle(guest),
              Binding.byMio(guest.instructions(), guest.io().zdev()).withStorage(guest.storage()),
              Binding.throughKernel(guest.io()).withStorage(guest.storage()))) {
        Every registers = Registers.of(Every.class, binding);
        Register loaded = new Register();
        assertEquals(0, allocated(() -> useAll(registers, loaded)), registers.toString());
        assertEquals(0x55667788, registers.status());
      }
      OfDriver registers = Registers.ofDriver(OfDriver.class, ism(arena).dev());
      assertEquals(
          0,
          allocated(() -> {
            if (registers.block(0x1000) != 0 || registers.header() == 0) {
              throw new AssertionError();
            }
          }),
          registers.toString());
    }
  }

  private static void useAll(Every registers, Register loaded) {
    registers.status(0x55667788);
    int index = registers.status() & 3;
    if (registers.entry(index, 7) != 0
        || registers.entry(index) != 7
        || registers.loaded(8, loaded) != 0) {
      throw new AssertionError();
    }
    registers.block(0x1000, 128);
  }

  /** The bytes that many of {@code operation} allocate, in the best of some rounds. */
  private static long allocated(Runnable operation) {
    for (int i = 0; i < WARM_UP; i++) {
      operation.run();
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < OPERATIONS; i++) {
        operation.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static Passthrough memory(Arena arena) {
    return Passthrough.open(
        Routes.named("lpar").orElseThrow(),
        Stack.newest(),
        MemoryFunction.memory(),
        arena,
        Tap.NONE);
  }

  private static Passthrough ism(Arena arena) {
    return Passthrough.open(
        Routes.named("lpar").orElseThrow(),
        Stack.newest(),
        new Fabric(0).add(0x42, IsmFacts.plain(0)),
        arena,
        Tap.NONE);
  }
}
