package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.DeviceModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuCommandTest {
  private static final String FRONT =
      "qemu-system-s390x -M s390-ccw-virtio,memory-backend=mem -m 512M"
          + " -object memory-backend-memfd,id=mem,size=512M,share=on";

  private static List<String> lines(ServeSettings settings) throws ServeException {
    DeviceModel device = settings.device();
    return ServePlan.of(settings).guests().stream()
        .map(guest -> QemuCommand.of(device, guest).line())
        .toList();
  }

  private static SocketSettings at(String path) {
    return SocketSettings.at(Path.of(path));
  }

  @Test
  void eachGuestHasOne() throws ServeException {
    assertEquals(
        List.of(
            FRONT
                + " -device zpci,uid=1,fid=0x11,target=ism0 -device"
                + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism0\",\"socket\":{\"type\":\"unix\",\"path\":\"/tmp/a\"}}'",
            FRONT
                + " -device zpci,uid=2,fid=0x12,target=ism1 -device"
                + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism1\",\"socket\":{\"type\":\"unix\",\"path\":\"/tmp/b\"}}'"),
        lines(ServeSettings.of(DeviceModel.ISM, at("/tmp/a"), at("/tmp/b"))));
  }

  @Test
  void aGdbstubWaitsForItsClient() throws ServeException {
    assertEquals(
        FRONT
            + " -S -chardev socket,id=gdb0,path=/tmp/g,server=on,wait=off -gdb chardev:gdb0"
            + " -device zpci,uid=1,fid=0x11,target=ism0 -device"
            + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism0\",\"socket\":{\"type\":\"unix\",\"path\":\"/tmp/a\"}}'",
        lines(ServeSettings.of(DeviceModel.ISM, at("/tmp/a").withGdb(Path.of("/tmp/g"))))
            .getFirst());
  }

  @Test
  void functionsOfOneGuestAreInOneCommand() throws ServeException {
    Path plugin = Path.of("/tmp/p");
    assertEquals(
        List.of(
            FRONT
                + " -plugin DIR/zpci-pcistb.so,socket=/tmp/p"
                + " -device zpci,uid=1,fid=0x11,target=memory0 -device"
                + " '{\"driver\":\"vfio-user-pci\",\"id\":\"memory0\",\"socket\":{\"type\":\"unix\",\"path\":\"/tmp/a\"}}'"
                + " -device zpci,uid=2,fid=0x12,target=memory1 -device"
                + " '{\"driver\":\"vfio-user-pci\",\"id\":\"memory1\",\"socket\":{\"type\":\"unix\",\"path\":\"/tmp/b\"}}'"),
        lines(
            ServeSettings.of(
                DeviceModel.MEMORY,
                at("/tmp/a").withPlugin(plugin).withHandle(0x20000),
                at("/tmp/b").withPlugin(plugin).withHandle(0x20001))));
  }

  @Test
  void pathsAreQuotedForShellKeyvalAndJson() throws ServeException {
    String line =
        lines(ServeSettings.of(DeviceModel.ISM, at("/tmp/it's \"a\"").withGdb(Path.of("/tmp/g,1"))))
            .getFirst();
    assertEquals(
        FRONT
            + " -S -chardev socket,id=gdb0,path=/tmp/g,,1,server=on,wait=off -gdb chardev:gdb0"
            + " -device zpci,uid=1,fid=0x11,target=ism0 -device"
            + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism0\",\"socket\":{\"type\":\"unix\","
            + "\"path\":\"/tmp/it'\\''s \\\"a\\\"\"}}'",
        line);
  }
}
