package io.zpci.vmm;

/** What a prototype does with a guest's blocks and with its loads. */
public interface GuestOperations extends BlockOperation, LoadOperation {}
