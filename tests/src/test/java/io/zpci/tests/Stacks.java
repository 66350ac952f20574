package io.zpci.tests;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.trace.Operation;
import io.zpci.vmm.QemuVersion;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What whole-stack tests share: stacks by name, one operation on one route, where the recordings
 * are.
 */
final class Stacks {
  private Stacks() {}

  static Stack stack(
      String qemu, String host, ByteOrder order, boolean mio, boolean nullMappingSucceeds) {
    return new Stack(
        QemuVersion.named(qemu).orElseThrow(),
        LinuxVersion.named(host).orElseThrow(),
        LinuxVersion.newest(),
        order,
        mio,
        nullMappingSucceeds);
  }

  /** {@code explain} of one operation on one route, with the command's default data. */
  static Explanation explain(
      String route,
      Stack stack,
      DeviceModel device,
      Operation operation,
      int space,
      long offset,
      int length) {
    Bytes data = operation.isStore() ? data(space, offset, length) : Bytes.NONE;
    Issued issued = new Issued(operation, space, offset, length, data, 0x10000, false);
    List<Explanation> all =
        new Explainer(List.of(Routes.named(route).orElseThrow())).explain(stack, device, issued);
    return all.getFirst();
  }

  private static Bytes data(int space, long offset, int length) {
    boolean header = space == 2 && offset == 0 && length == 8;
    return header ? Bytes.ofHex("0000000300000008") : Bytes.counting(0x10, length);
  }

  /** The root of the repository. */
  static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here;
  }

  static Path recording(String name) {
    return root().resolve("tests/recordings").resolve(name + ".jsonl");
  }
}
