package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CLP tells of addresses and translation, by release and by kind of function. */
class ApertureTest {
  static final FunctionFacts ISM =
      new FunctionFacts(
          "ism",
          0x1014,
          0x04ed,
          FunctionFacts.PFT_ISM,
          0,
          List.of(1L << 48, 0L, 0x1000L, 0L, 0x1000L, 0L),
          BlockClass.RELAXED,
          4096,
          false,
          1,
          null,
          256);

  private static Vm vm(String version, String kind) {
    boolean emulated = kind.equals("emulated");
    return new Vm(
        Plugged.version(version),
        ByteOrder.BIG_ENDIAN,
        kind.equals("ism") ? ISM : Vm.memory(),
        FunctionHandle.ENABLE | (emulated ? FunctionHandle.SHM_EMULATED : 0x1_0000),
        null,
        InterceptionOptions.SHIPPED);
  }

  private static void query(Vm vm, int command, int word) {
    vm.storage.putShort(0x4000, 32);
    vm.storage.putShort(0x4002, command);
    vm.storage.putInt(0x4010, word);
    vm.storage.putShort(0x4020, 192);
    assertEquals(0, vm.qemu.execute(new PciInstruction.Clp(Issue.HANDLE, vm.storage, 0x4000)));
    assertEquals(0x0010, vm.storage.getShort(0x4022));
  }

  /** g.34: the limit is known of the first function of a container only. */
  @ParameterizedTest
  @CsvSource({
    "qemu-7.2, false, 0x1ffffffffffffff, ''",
    "qemu-10.0, false, 0x10fffefff, ''",
    "qemu-10.0, true, 0x1ffffffffffffff, qemu.plug.aperture",
    "qemu-7.2, true, 0x1ffffffffffffff, ''"
  })
  void theSecondOfAContainerIsNotCut(String version, boolean second, long end, String rules) {
    Vm vm =
        new Vm(
            Plugged.version(version),
            ByteOrder.BIG_ENDIAN,
            ISM,
            FunctionHandle.ENABLE | 0x1_0000,
            null,
            InterceptionOptions.SHIPPED.withSharedContainer(second));
    assertEquals(rules, vm.rules());
    query(vm, 3, vm.qemu.handle());
    assertEquals(end, vm.storage.getLong(0x4020 + 72));
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, vfio, 0x1ffffffffffffff, 1",
    "qemu-7.2, ism, 0x1ffffffffffffff, 1",
    "qemu-10.0, vfio, 0x1ffffffffffffff, 0x21",
    "qemu-10.0, ism, 0x10fffefff, 1",
    "qemu-11.1, ism, 0x10fffefff, 1",
    "qemu-11.1, emulated, 0x1ffffffffffffff, 1"
  })
  void endAndFlags(String version, String kind, long end, int flags) {
    Vm vm = vm(version, kind);
    query(vm, 3, vm.qemu.handle());
    assertEquals(0x1_0000_0000L, vm.storage.getLong(0x4020 + 64));
    assertEquals(end, vm.storage.getLong(0x4020 + 72));
    query(vm, 4, Vm.PROPERTIES.group());
    assertEquals(flags, vm.storage.getByte(0x4020 + 19));
  }
}
