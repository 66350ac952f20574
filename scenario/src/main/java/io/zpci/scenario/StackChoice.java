package io.zpci.scenario;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions and switches that a scenario, or a case of it, chooses from: every combination is
 * run. An empty list leaves the choice to whom it is laid over.
 *
 * @param qemu VMMs
 * @param host host kernels
 * @param guest guest kernels
 * @param hostOrder byte orders of the VMM's host
 * @param mio whether the machine has MIO
 * @param nullMappingSucceeds what {@code pci_iomap} makes of a function without MIO on a machine
 *     with it
 */
public record StackChoice(
    List<QemuVersion> qemu,
    List<LinuxVersion> host,
    List<LinuxVersion> guest,
    List<ByteOrder> hostOrder,
    List<Boolean> mio,
    List<Boolean> nullMappingSucceeds) {
  /** Nothing chosen. */
  public static final StackChoice OPEN =
      new StackChoice(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public StackChoice {
    qemu = List.copyOf(qemu);
    host = List.copyOf(host);
    guest = List.copyOf(guest);
    hostOrder = List.copyOf(hostOrder);
    mio = List.copyOf(mio);
    nullMappingSucceeds = List.copyOf(nullMappingSucceeds);
  }

  /** This stack and no other. */
  public static StackChoice of(Stack stack) {
    return new StackChoice(
        List.of(stack.qemu()),
        List.of(stack.host()),
        List.of(stack.guest()),
        List.of(stack.hostOrder()),
        List.of(stack.mio()),
        List.of(stack.nullMappingSucceeds()));
  }

  /** This choice, and {@code below} where it is open. */
  public StackChoice over(StackChoice below) {
    return new StackChoice(
        either(qemu, below.qemu),
        either(host, below.host),
        either(guest, below.guest),
        either(hostOrder, below.hostOrder),
        either(mio, below.mio),
        either(nullMappingSucceeds, below.nullMappingSucceeds));
  }

  private static <T> List<T> either(List<T> first, List<T> otherwise) {
    return first.isEmpty() ? otherwise : first;
  }

  /** Every combination, in the order of the file; what is open is as in {@link Stack#newest}. */
  public List<Stack> stacks() {
    Stack newest = Stack.newest();
    List<Stack> stacks = new ArrayList<>();
    for (QemuVersion eachQemu : either(qemu, List.of(newest.qemu()))) {
      for (LinuxVersion eachHost : either(host, List.of(newest.host()))) {
        for (LinuxVersion eachGuest : either(guest, List.of(newest.guest()))) {
          for (ByteOrder eachOrder : either(hostOrder, List.of(newest.hostOrder()))) {
            for (boolean eachMio : either(mio, List.of(newest.mio()))) {
              for (boolean eachMapping :
                  either(nullMappingSucceeds, List.of(newest.nullMappingSucceeds()))) {
                stacks.add(
                    new Stack(eachQemu, eachHost, eachGuest, eachOrder, eachMio, eachMapping));
              }
            }
          }
        }
      }
    }
    return stacks;
  }
}
