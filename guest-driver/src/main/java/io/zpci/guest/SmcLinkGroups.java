package io.zpci.guest;

import java.util.ArrayList;
import java.util.List;

/** The link groups of a device, oldest first. */
final class SmcLinkGroups {
  /** {@code SMC_LGR_NUM_INCR}: ids are multiples of it. */
  private static final int ID_INCREMENT = 256;

  private final SmcDevice device;
  private final List<SmcLinkGroup> groups = new ArrayList<>();
  private int lastId;

  /** No groups. */
  SmcLinkGroups(SmcDevice device) {
    this.device = device;
  }

  /** The group to {@code peerGid}, made where there is none. */
  SmcLinkGroup to(long peerGid) {
    for (SmcLinkGroup group : groups) {
      if (group.peerGid() == peerGid) {
        return group;
      }
    }
    lastId += ID_INCREMENT;
    SmcLinkGroup group = new SmcLinkGroup(device, peerGid, lastId);
    groups.add(group);
    return group;
  }

  /** Ends one group. */
  void terminate(SmcLinkGroup group) {
    if (groups.remove(group)) {
      group.terminate();
    }
  }

  /** {@code smc_smcd_terminate}: the peer {@code gid} is gone, or ended the group. */
  void peerIsGone(long gid) {
    for (SmcLinkGroup group : List.copyOf(groups)) {
      if (group.peerGid() == gid) {
        group.peerIsGone();
        terminate(group);
      }
    }
  }

  /** {@code smc_smcd_terminate_all}. */
  void terminateAll() {
    for (SmcLinkGroup group : List.copyOf(groups)) {
      terminate(group);
    }
  }
}
