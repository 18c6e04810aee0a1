#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

// Room for the message that carries descriptors, aligned as its header wants it.
union control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(CSYSTEM_DESCRIPTOR_LIMIT * sizeof(int))];
};

int32_t csystem_socket_pair(int32_t sockets[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 ? 0 : -errno;
}

int32_t csystem_event_descriptor(void) {
  const int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor >= 0 ? descriptor : -errno;
}

int64_t csystem_send(
    int32_t socket, const void *first, int64_t first_count, const void *second,
    int64_t second_count, const int32_t *descriptors, int32_t descriptor_count) {
  struct iovec parts[2] = {
      {.iov_base = (void *)first, .iov_len = (size_t)first_count},
      {.iov_base = (void *)second, .iov_len = (size_t)second_count}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  union control control;
  if (descriptor_count > 0) {
    if (descriptor_count > CSYSTEM_DESCRIPTOR_LIMIT) return -EINVAL;
    const size_t size = (size_t)descriptor_count * sizeof(int);
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(size);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(size);
    memcpy(CMSG_DATA(header), descriptors, size);
  }
  const ssize_t sent = sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  return sent >= 0 ? sent : -errno;
}

int64_t csystem_receive(
    int32_t socket, void *bytes, int64_t count, int32_t *descriptors, int32_t *descriptor_count) {
  struct iovec part = {.iov_base = bytes, .iov_len = (size_t)count};
  union control control;
  struct msghdr message = {
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes};
  *descriptor_count = 0;
  const ssize_t received = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (received < 0) return -errno;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t size = header->cmsg_len - CMSG_LEN(0);
    const int32_t here = (int32_t)(size / sizeof(int));
    if (here > CSYSTEM_DESCRIPTOR_LIMIT - *descriptor_count) return -EPROTO;
    memcpy(descriptors + *descriptor_count, CMSG_DATA(header), size);
    *descriptor_count += here;
  }
  if ((message.msg_flags & MSG_CTRUNC) != 0) {
    for (int32_t i = 0; i < *descriptor_count; i++) close(descriptors[i]);
    *descriptor_count = 0;
    return -EMFILE;
  }
  return received;
}
