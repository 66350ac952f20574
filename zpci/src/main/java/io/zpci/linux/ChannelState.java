package io.zpci.linux;

/** What a kernel thinks of its way to a function ({@code pci_channel_state_t}). */
public enum ChannelState {
  /** It works. */
  NORMAL,
  /** The function is in error; it may come back. */
  FROZEN,
  /** It will not come back. */
  PERMANENT_FAILURE
}
