#pragma once
#include <curl/curl.h>
#include <dlfcn.h>
#include <malloc.h>

// curl_easy_setopt, curl_multi_setopt and curl_easy_getinfo are variadic; these are the same, typed by argument.

static inline CURLcode omni_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode omni_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode omni_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode omni_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode omni_curl_set_blob(CURL *easy, CURLoption option, const struct curl_blob *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode omni_curl_set_data_function(CURL *easy, CURLoption option, curl_write_callback function) {
    return curl_easy_setopt(easy, option, function);
}
static inline CURLcode omni_curl_set_read_function(CURL *easy, curl_read_callback function) {
    return curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
}
static inline CURLcode omni_curl_set_prerequest_function(CURL *easy, curl_prereq_callback function) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}
static inline CURLcode omni_curl_on_open_socket(CURL *easy, curl_opensocket_callback function, void *data) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, data);
    return code ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}
static inline CURLcode omni_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode omni_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode omni_curl_get_private(CURL *easy, void **value) {
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}
// The version of TLS of a transfer's connection in OpenSSL's words, such as "TLSv1.3"; null without TLS, and where libcurl
// stands on another library. Looked up at run time, because libcurl alone says which library that is.
static inline const char *omni_curl_tls_version(CURL *easy) {
    static const char *(*version)(const void *);
    struct curl_tlssessioninfo *session = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &session) != CURLE_OK || !session ||
        session->backend != CURLSSLBACKEND_OPENSSL || !session->internals)
        return NULL;
    if (!version) *(void **)&version = dlsym(NULL, "SSL_get_version");
    return version ? version(session->internals) : NULL;
}
static inline CURLMcode omni_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode omni_curl_multi_on_socket(CURLM *multi, curl_socket_callback function, void *data) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, data);
    return code ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}
static inline CURLMcode omni_curl_multi_on_timer(CURLM *multi, curl_multi_timer_callback function, void *data) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, data);
    return code ? code : curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

// Gives freed memory back to the system (malloc_trim(3)): a burst leaves holes that free(3) alone keeps.
static inline void omni_trim_memory(void) {
    (void)malloc_trim(0);
}
