import os, pika, uuid, time
def pump(c, seconds):
    """Works for so long; process_data_events alone returns after the first event."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0: c.process_data_events(left)
def P(): return pika.ConnectionParameters(os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')),virtual_host=os.environ.get('AMQP_VHOST','/'))
U=lambda: 'p-'+uuid.uuid4().hex[:8]
def t(n,f):
    c=pika.BlockingConnection(P()); ch=c.channel()
    try: print(n,'OK',f(c,ch))
    except Exception as e: print(n, type(e).__name__, getattr(ch,'_closing_reason',None) or e)
    try: c.close()
    except Exception: pass
t('bind both missing', lambda c,ch: ch.queue_bind('nq','nx','k'))
def f(c,ch):
    ch.queue_declare('qq',durable=True,arguments={'x-queue-type':'quorum'}); ch.queue_delete('qq',if_unused=True)
t('quorum delete if-unused',f)
def f(c,ch):
    ch.queue_declare('qq',durable=True,arguments={'x-queue-type':'quorum'}); ch.queue_delete('qq',if_empty=True)
t('quorum delete if-empty',f)
def f(c,ch):
    ch.queue_declare('qq',durable=True,arguments={'x-queue-type':'quorum'}); ch.basic_qos(prefetch_count=1,global_qos=True); ch.basic_consume('qq',lambda *a:None)
t('quorum global qos',f)
def f(c,ch):
    ch.queue_declare('qsac',durable=True,arguments={'x-queue-type':'quorum','x-single-active-consumer':True}); return ch.basic_get('qsac')
t('quorum sac get',f)
def f(c,ch):
    q=U(); ch.queue_declare(q); 
    for i in range(3): ch.basic_publish('',q,b'%d'%i)
    got=[]; ch.basic_qos(prefetch_count=1); tag=ch.basic_consume(q,lambda c_,m,p,b: got.append((m.delivery_tag,b))); pump(c, .2); ch.basic_cancel(tag); n=ch.queue_declare(q,passive=True).method.message_count; ch.basic_ack(got[0][0]); time.sleep(.1); ch.close(); ch=c.channel(); return got,n,ch.queue_declare(q,passive=True).method.message_count
t('ack after cancel',f)
def f(c,ch):
    dq=U(); d2=U(); ch.exchange_declare('ddx','direct'); ch.queue_declare(dq); ch.queue_declare(d2); ch.queue_bind(dq,'ddx','cc1'); ch.queue_bind(d2,'ddx','bcc1'); q=U(); ch.queue_declare(q,arguments={'x-dead-letter-exchange':'ddx','x-message-ttl':10}); ch.basic_publish('',q,b'x',pika.BasicProperties(headers={'CC':['cc1'],'BCC':['bcc1']})); time.sleep(.2); return ch.basic_get(dq,auto_ack=True)[2], ch.basic_get(d2,auto_ack=True)[2]
t('DLX CC/BCC keys',f)
import socket, struct
short=lambda t: struct.pack('B',len(t))+t.encode()
def raw(frames, n=1.5):
    s=socket.create_connection((os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')))); s.sendall(b'AMQP\0\0\x09\x01'); s.settimeout(n); out=b''
    time.sleep(.1); s.recv(65536)
    def fr(ty,ch,pl): return struct.pack('>BHI',ty,ch,len(pl))+pl+b'\xce'
    so=struct.pack('>HH',10,11)+struct.pack('>I',0)+b'\x05PLAIN'+struct.pack('>I',12)+b'\0guest\0guest'+b'\x05en_US'
    s.sendall(fr(1,0,so)); time.sleep(.1); s.recv(65536)
    s.sendall(fr(1,0,struct.pack('>HHHIH',10,31,2047,131072,0))+fr(1,0,struct.pack('>HH',10,40)+short(os.environ.get('AMQP_VHOST','/'))+b'\0\0')); time.sleep(.2); s.recv(65536)
    for f in frames: s.sendall(f if isinstance(f,bytes) and len(f)>7 and f[-1:]==b'RAW' else fr(*f))
    try:
        while True:
            d=s.recv(65536)
            if not d: out+=b'<EOF>'; break
            out+=d
    except socket.timeout: out+=b'<open>'
    except ConnectionResetError: out+=b'<EOF>'
    return out
op=(1,1,struct.pack('>HH',20,10)+b'\0')
print('unknown method', raw([op,(1,1,struct.pack('>HH',60,77))]))
print('unknown class', raw([op,(1,1,struct.pack('>HH',99,10))]))
print('method on ch0', raw([(1,0,struct.pack('>HH',20,10)+b'\0')]))
print('not opened', raw([(1,5,struct.pack('>HH',85,10)+b'\0')]))
print('double open', raw([op,op]))
print('header without method', raw([op,(2,1,struct.pack('>HHQH',60,0,0,0))]))
print('bad frame type', raw([op,(7,1,b'abc')]))
print('heartbeat on ch1', raw([op,(8,1,b'')]))
bt=struct.pack('>HHH',50,10,0)+b'\x01q'+b'\0'+struct.pack('>I',4)+b'\x01aZ\0'
print('bad table tag', raw([op,(1,1,bt)]))
print('conn method on ch1', raw([op,(1,1,struct.pack('>HH',10,51))]))
