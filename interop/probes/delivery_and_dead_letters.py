import os, pika, sys, time, uuid, socket, struct
def pump(c, seconds):
    """Works for so long; process_data_events alone returns after the first event."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0: c.process_data_events(left)
vh=os.environ.get('AMQP_VHOST','/')
def P(**k): return pika.ConnectionParameters(os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')),virtual_host=k.pop('vhost',vh),**k)
U=lambda: 'p-'+uuid.uuid4().hex[:8]
c=pika.BlockingConnection(P()); ch=c.channel()
print('server props', {k:v for k,v in c._impl.server_properties.items() if k not in('copyright','information')})
print('caps', c._impl.server_capabilities)
print('frame_max',c._impl.params.frame_max,'ch max',c._impl.params.channel_max,'hb',c._impl.params.heartbeat)
# DLX headers
ch.exchange_declare('dx','topic'); q=U(); dq=U()
ch.queue_declare(q,arguments={'x-dead-letter-exchange':'dx','x-message-ttl':50,'x-max-length':10}); ch.queue_declare(dq); ch.queue_bind(dq,'dx','#')
ch.basic_publish('',q,b'm',pika.BasicProperties(expiration='20',headers={'a':1,'CC':['zz'],'BCC':['yy']},delivery_mode=2,priority=3)); time.sleep(0.3)
m,p,b=ch.basic_get(dq,auto_ack=True); print('DLX',m,p)
ch.basic_publish('',q,b'm2'); 
m,p,b=ch.basic_get(q); ch.basic_nack(m.delivery_tag,requeue=False); time.sleep(0.2)
m,p,b=ch.basic_get(dq,auto_ack=True); print('DLX rej',m,p)
# requeue order
q=U(); ch.queue_declare(q)
for i in range(5): ch.basic_publish('',q,str(i).encode())
ms=[ch.basic_get(q) for _ in range(3)]
ch.basic_nack(ms[2][0].delivery_tag,multiple=True,requeue=True); 
print('order after nack multiple',[ (x[2],x[0].redelivered) for x in [ch.basic_get(q,auto_ack=True) for _ in range(5)]])
# get-ok message_count
for i in range(3): ch.basic_publish('',q,b'x')
print('get counts',[ch.basic_get(q,auto_ack=True)[0].message_count for _ in range(3)])
# delivery tags shared between get & consume / queue delete count
for i in range(3): ch.basic_publish('',q,b'x')
m=ch.basic_get(q); print('declare count excludes unacked', ch.queue_declare(q,passive=True).method.message_count, 'purge', ch.queue_purge(q).method.message_count)
# quorum
q=U(); ch.queue_declare(q,durable=True,arguments={'x-queue-type':'quorum','x-delivery-limit':2,'x-dead-letter-exchange':'dx'})
ch.basic_publish('',q,b'qq'); 
for i in range(5):
    time.sleep(0.2); m,p,b=ch.basic_get(q)
    if m is None: print(i,'none'); break
    print('quorum',i,m.redelivered,p.headers); ch.basic_nack(m.delivery_tag,requeue=True)
time.sleep(0.3); m,p,b=ch.basic_get(dq,auto_ack=True); print('quorum dlx',p)
# mandatory return ordering
ch2=c.channel(); ch2.confirm_delivery()
try: ch2.basic_publish('', 'nonexist', b'x', mandatory=True); print('no error')
except pika.exceptions.UnroutableError as e: print('return', e.messages[0].method)
try: ch2.basic_publish('', 'nonexist', b'x'); print('unroutable non-mandatory acked')
except Exception as e: print(type(e),e)
# reject-publish
q=U(); ch.queue_declare(q,arguments={'x-max-length':1,'x-overflow':'reject-publish'})
for i in range(3):
    try: ch2.basic_publish('',q,b'x'); print('ok')
    except pika.exceptions.NackError as e: print('nack')
# ttl head
q=U(); ch.queue_declare(q); ch.basic_publish('',q,b'x',pika.BasicProperties(expiration='0')); time.sleep(.1); print('ttl0 get', ch.basic_get(q)[0])
# direct reply-to
ch3=c.channel(); ch3.basic_consume('amq.rabbitmq.reply-to',lambda c,m,p,b: print('reply',m,b),auto_ack=True); q=U(); ch.queue_declare(q); ch3.basic_publish('',q,b'req',pika.BasicProperties(reply_to='amq.rabbitmq.reply-to'))
time.sleep(.1); m,p,b=ch.basic_get(q,auto_ack=True); print('reply_to',p.reply_to); ch.basic_publish('',p.reply_to,b'resp'); pump(c, 0.3)
# headers/topic
def topic(pats,keys):
    ch.exchange_declare('tx','topic',auto_delete=False)
    for pt in pats:
        q=U(); ch.queue_declare(q,exclusive=True); ch.queue_bind(q,'tx',pt)
        for k in keys: ch.basic_publish('tx',k,k.encode())
        time.sleep(.05); got=[]
        while True:
            m,p,b=ch.basic_get(q,auto_ack=True)
            if m is None: break
            got.append(b.decode())
        print('topic',repr(pt),got); ch.queue_delete(q)
topic(['#','*','','#.#','*.#','#.*','a.#','#.a','a.*','a','*.*','a.#.b','.','*.','..','a..b','#.*.#'],['','a','.','a.','.a','a.b','a.c.b','..','a..b'])
# auth
for u,pw,vhn in [('guest','bad','/'),('guest','guest','novhost'),('bunny_reader','reader_password','probe')]:
    try: pika.BlockingConnection(P(vhost=vhn,credentials=pika.PlainCredentials(u,pw))); print('ok')
    except Exception as e: print('auth',u,vhn,type(e).__name__, getattr(e,'args',e), getattr(e,'reply_code',''))
# raw protocol
def raw(b,n=400,t=1.0):
    s=socket.create_connection((os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')))); s.sendall(b); s.settimeout(t); out=b''
    try:
        while True:
            d=s.recv(4096)
            if not d: out+=b'<EOF>'; break
            out+=d
    except socket.timeout: out+=b'<open>'
    except ConnectionResetError: out+=b'<EOF>'
    return out
print('hdr 0-8', raw(b'AMQP\x01\x01\x08\x00')); print('hdr 0-9', raw(b'AMQP\x01\x01\x00\x09')[:40]); print('hdr 1.0', raw(b'AMQP\x00\x01\x00\x00')); print('hdr 0-10', raw(b'AMQP\x01\x01\x00\x0a')); print('GET',raw(b'GET / HTTP/1.1\r\n\r\n')); print('hdr 0.0.9.2',raw(b'AMQP\x00\x00\x09\x02'))
