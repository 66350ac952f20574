package io.zpci.serve;

import io.zpci.blocks.PluginSource;
import io.zpci.machine.DeviceModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the QEMU of one guest is started so that the guest has its functions: the whole command but
 * for the guest's kernel, disks and console. Its memory is a file that QEMU shares, which the
 * functions read and write directly. {@code DIR} in it is the folder that the plugin was made in.
 *
 * @param words the command and its arguments, none of them quoted
 */
public record QemuCommand(List<String> words) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final int FIRST_FID = 0x10;
  private static final JsonMapper JSON = JsonMapper.shared();

  public QemuCommand {
    words = List.copyOf(words);
  }

  /**
   * The command for a guest.
   *
   * @param device what its functions are
   * @param functions one or more, all of them of one guest
   */
  static QemuCommand of(DeviceModel device, List<PlannedFunction> functions) {
    List<String> words = new ArrayList<>();
    words.add("qemu-system-s390x");
    add(words, "-M", "s390-ccw-virtio,memory-backend=mem");
    add(words, "-m", "512M");
    add(words, "-object", "memory-backend-memfd,id=mem,size=512M,share=on");
    blocks(words, functions.getFirst());
    for (PlannedFunction each : functions) {
      String id = device.word() + (each.number() - 1);
      add(
          words,
          "-device",
          "zpci,uid=%d,fid=0x%x,target=%s".formatted(each.number(), FIRST_FID + each.number(), id));
      add(words, "-device", vfioUser(id, each.path()));
    }
    return new QemuCommand(words);
  }

  private static void blocks(List<String> words, PlannedFunction function) {
    String at = keyval(String.valueOf(function.blocksAt()));
    switch (function.way()) {
      case GDBSTUB -> {
        words.add("-S");
        add(words, "-chardev", "socket,id=gdb0,path=" + at + ",server=on,wait=off");
        add(words, "-gdb", "chardev:gdb0");
      }
      case PLUGIN -> add(words, "-plugin", "DIR/" + PluginSource.LIBRARY + ",socket=" + at);
      case SPLIT -> {
        // QEMU as it is
      }
    }
  }

  private static String vfioUser(String id, Path path) {
    ObjectNode device = JSON.createObjectNode();
    device.put("driver", "vfio-user-pci").put("id", id);
    device.putObject("socket").put("type", "unix").put("path", path.toString());
    return device.toString();
  }

  private static void add(List<String> words, String option, String value) {
    words.add(option);
    words.add(value);
  }

  /** A comma in a value of QEMU's options is written twice. */
  private static String keyval(String value) {
    return value.replace(",", ",,");
  }

  /** The command as a POSIX shell takes it, in one line. */
  public String line() {
    return String.join(" ", words.stream().map(QemuCommand::quoted).toList());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
